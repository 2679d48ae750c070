// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { type Kind, readValue } from "../../../../lib/guard/runtime/declaration.ts";
import { findingsOf, gate, stepOf, workflow, workflowPath } from "./support.ts";

const none = { python: null, node: null, go: null, rust: null };
const brief = async (files: Record<string, string>, runtime: object) =>
  (await findingsOf(files, { runtime: { ...none, ...runtime } })).map(({ code, level, line, expected, actual }) =>
    [`${code.slice(7)}${level === "violation" ? "" : "?"}`, `:${line}`, `${expected}, found ${actual}`].join(" "),
  );

const setup = (tool: string, version: string) =>
  `      - uses: actions/setup-${tool}@820762786026740c76f36085b0efc47a31fe5020\n        with: { ${tool}-version: ${version} }\n`;
const on = (node: string) => workflow(gate, { before: setup("node", node) });
const wanted = (line: string, range: string) => `Node ${line} in a job that runs the gate ("${range}")`;

describe("the versions on which the gate runs", () => {
  const matrix = (versions: string) =>
    workflow(gate, {
      more: `    strategy: { matrix: ${versions.startsWith("{") ? versions : `{ node: ${versions} }`} }\n`,
      before: setup("node", "'${{ matrix.node }}'"),
    });
  test.each<[string, string, Record<string, string>, string[]]>([
    ["are the lowest and the highest", ">=20 <23", matrix("[20, 22]"), []],
    ["may be more", ">=20 <23", matrix("[20, 21, 22]"), []],
    ["lack the highest", ">=20 <25", matrix("[20, 22]"), [`MATRIX :3 ${wanted("24", ">=20 <25")}, found 20, 22`]],
    ["lack the lowest", ">=18 <23", matrix("[20, 22]"), [`MATRIX :3 ${wanted("18", ">=18 <23")}, found 20, 22`]],
    ["have one that is refused", ">=20 <22", matrix("[20, 21, 22]"), ['MATRIX :5 ">=20 <22", found "22"']],
    ["reach upwards without an end", ">=20", on("20"), []],
    ["come from below without a beginning", "<21", on("20"), []],
    ["come with what is included alone", ">=20 <23", matrix("{ include: [{ node: 20 }, { node: 22 }] }"), []],
    [
      "come with what is included alone, and lack one",
      ">=20 <23",
      matrix("{ include: [{ node: 20 }, { node: 21 }] }"),
      [`MATRIX :3 ${wanted("22", ">=20 <23")}, found 20, 21`],
    ],
    [
      "come with what is included alone, and one is refused",
      ">=20 <22",
      matrix("{ include: [{ node: 20 }, { node: 21 }, { node: 22 }] }"),
      ['MATRIX :5 ">=20 <22", found "22"'],
    ],
    [
      "are not known where one that is included has none",
      ">=20 <21",
      matrix("{ include: [{ node: 20 }, { os: a }] }"),
      [`MATRIX? :3 ${wanted("20", ">=20 <21")}, found no version`],
    ],
    [
      "are not known where another axis adds one without",
      ">=20 <21",
      matrix("{ node: [20], os: [a], include: [{ os: b }] }"),
      [`MATRIX? :3 ${wanted("20", ">=20 <21")}, found no version`],
    ],
    [
      "are those that are included last",
      ">=20 <23",
      matrix("{ os: [a, b], include: [{ node: 20 }, { node: 22 }] }"),
      [`MATRIX :3 ${wanted("20", ">=20 <23")}, found 22`],
    ],
    [
      "are included for each of another axis",
      ">=20 <23",
      matrix("{ os: [a, b], include: [{ os: a, node: 20 }, { os: b, node: 22 }] }"),
      [],
    ],
    ["stand beside an axis that is made", ">=20 <21", matrix("{ node: [20], os: '${{ fromJSON(vars.X) }}' }"), []],
    [
      "may be left out by an axis that is made",
      ">=20 <21",
      matrix("{ node: [20], os: '${{ fromJSON(vars.X) }}', exclude: [{ os: a, node: 20 }] }"),
      ["UNREAD? :5 undefined, found matrix", `MATRIX? :3 ${wanted("20", ">=20 <21")}, found no version`],
    ],
    [
      "may be left out by a value that is made",
      ">=20 <21",
      matrix("{ node: [20], exclude: [{ node: '${{ vars.X }}' }] }"),
      ["UNREAD? :5 undefined, found matrix", `MATRIX? :3 ${wanted("20", ">=20 <21")}, found no version`],
    ],
    [
      "have another one where they have none",
      ">=20 <23",
      workflow(gate, {
        more: "    strategy: { matrix: { include: [{ node: 22 }, { os: a }] } }\n",
        before: setup("node", `"\${{ matrix.node || '20' }}"`),
      }),
      [],
    ],
    ...["__proto__", "constructor"].map((name): [string, string, Record<string, string>, string[]] => [
      `are no ${name}`,
      ">=20 <21",
      workflow(gate, { more: `    container: ${name}:1\n`, before: setup("node", name) }),
      [`MATRIX? :3 ${wanted("20", ">=20 <21")}, found no version`],
    ]),
    [
      "are asked for in any case",
      ">=20 <21",
      workflow(gate, { before: setup("node", "20").replace("node-version:", "Node-Version:") }),
      [],
    ],
    [
      "are no text",
      ">=20 <21",
      on("{ a: b }"),
      [
        `UNREAD? :7 undefined, found node-version: {"a":"b"}`,
        `MATRIX? :3 ${wanted("20", ">=20 <21")}, found no version`,
      ],
    ],
    ["are one and the same", ">=20 <21", on("20.11.1"), []],
    [
      "are named twice and lack one",
      ">=20 <23",
      matrix("[20, 20.1]"),
      [`MATRIX :3 ${wanted("22", ">=20 <23")}, found 20`],
    ],
    ["are not all known", ">=20 <23", matrix("[20, other]"), [`MATRIX? :3 ${wanted("22", ">=20 <23")}, found 20`]],
    [
      "are a range, of which nobody knows the line",
      ">=20 <21",
      on("'>=20'"),
      [`MATRIX? :3 ${wanted("20", ">=20 <21")}, found no version`],
    ],
    [
      "are known only when it runs",
      ">=20 <21",
      on("'${{ vars.NODE }}'"),
      [`MATRIX? :3 ${wanted("20", ">=20 <21")}, found no version`],
    ],
    ["are said by nobody", ">=20 <21", workflow(gate), [`MATRIX? :3 ${wanted("20", ">=20 <21")}, found no version`]],
    [
      "are known only when it runs, whatever was set up before",
      ">=20 <23",
      workflow(gate, { before: setup("node", "20") + setup("node", "'${{ vars.NODE }}'") }),
      ["20", "22"].map((line) => `MATRIX? :3 ${wanted(line, ">=20 <23")}, found no version`),
    ],
    [
      "are a range, whatever was set up before",
      ">=20 <23",
      workflow(gate, { before: setup("node", "20") + setup("node", "'>=20 <23'") }),
      ["20", "22"].map((line) => `MATRIX? :3 ${wanted(line, ">=20 <23")}, found no version`),
    ],
    [
      "are those of another runtime",
      ">=20 <21",
      workflow(gate, { before: setup("python", "'3.12'") }),
      [`MATRIX? :3 ${wanted("20", ">=20 <21")}, found no version`],
    ],
    [
      "come from a file that is not there",
      ">=20 <21",
      workflow(gate, { before: setup("node", "20").replace("node-version: 20", "node-version-file: .nvmrc") }),
      [`MATRIX? :3 ${wanted("20", ">=20 <21")}, found no version`],
    ],
  ])("%s", async (_, node, files, expected) => {
    expect(await brief(files, { node })).toEqual(expected);
  });

  test("are judged for each runtime by itself", async () => {
    const files = workflow(gate, { before: setup("node", "20") + setup("python", "'3.12'") });
    expect(await brief(files, { node: ">=20 <21", python: ">=3.12,<3.13" })).toEqual([]);
    expect(await brief(files, { node: ">=20 <21", python: ">=3.11,<3.12" })).toEqual([
      'MATRIX :9 ">=3.11,<3.12", found "3.12"',
      'MATRIX :3 Python 3.11 in a job that runs the gate (">=3.11,<3.12"), found 3.12',
    ]);
  });

  test("are those of the jobs that run the gate, of each system", async () => {
    const other = `  other:\n    runs-on: x\n    steps:\n${setup("node", "18")}${stepOf("true")}`;
    const github = { [workflowPath]: `${on("20")[workflowPath]}${other}` };
    expect(await brief(github, { node: ">=20 <21" })).toEqual([]);
    const gitlab = { ".gitlab-ci.yml": `gate:\n  image: node:22\n  script:\n    - ${gate}\n` };
    expect(await brief(gitlab, { node: ">=22 <23" })).toEqual([]);
    expect(await brief({ ...github, ...gitlab }, { node: ">=20 <23" })).toEqual([]);
    expect(await brief(gitlab, { node: ">=20 <21" })).toEqual([
      'MATRIX :2 ">=20 <21", found "node:22"',
      `MATRIX :1 ${wanted("20", ">=20 <21")}, found 22`,
    ]);
    // Without a gate there is no job to speak of.
    expect(
      (await findingsOf(workflow("true"), { runtime: { ...none, node: ">=20" } })).map(({ code }) => code),
    ).toEqual(["PARITY_NO_GATE"]);
  });

  test("are looked for in other files only where CI names one, and somebody asks", async () => {
    const declared = () => Promise.reject(new Error("not to be asked"));
    const file = workflow(gate, {
      before: setup("node", "20").replace("node-version: 20", "node-version-file: .nvmrc"),
    });
    expect(await findingsOf(file, { declared })).toEqual([]);
    expect(await findingsOf(on("20"), { declared, runtime: { ...none, node: ">=20 <21" } })).toEqual([]);
    await expect(findingsOf(file, { declared, runtime: { ...none, node: ">=20 <21" } })).rejects.toThrow("not to be");
  });

  test("are those of a file that CI names, and not what else the repository declares", async () => {
    const said = (path: string, value: string, kind: Kind) =>
      readValue({ path, value, line: 1, column: 1 }, { runtime: "node", kind, grammar: "prefix", source: path });
    const declared = async () => [
      said(".nvmrc", "20", "exact"),
      said("Dockerfile", "22", "exact"),
      said(".github/workflows/other.yml", "18", "tested"),
    ];
    const judge = async (node: string, before: string) =>
      (await findingsOf(workflow(gate, { before }), { declared, runtime: { ...none, node } })).map(
        ({ level, line, expected, actual }) => `${level} :${line} ${expected}, found ${actual}`,
      );
    const byFile = setup("node", "20").replace("node-version: 20", "node-version-file: .nvmrc");
    expect(await judge(">=20 <21", byFile)).toEqual([]);
    expect(await judge(">=20 <22", byFile)).toEqual([`violation :3 ${wanted("21", ">=20 <22")}, found 20`]);
    expect(await judge(">=20 <22", byFile + setup("node", "21"))).toEqual([
      `violation :3 ${wanted("20", ">=20 <22")}, found 21`,
    ]);
    expect(await judge(">=20 <21", setup("node", "21") + byFile)).toEqual([]);
    expect(await judge(">=20 <21", setup("python", "'3.12'") + byFile)).toEqual([]);
    expect(await judge(">=22 <23", byFile)).toEqual([
      'violation :7 ">=22 <23", found ".nvmrc"',
      `violation :3 ${wanted("22", ">=22 <23")}, found 20`,
    ]);
  });

  test("are told in words that say what is sure", async () => {
    const messages = async (node: string, runtime: string) =>
      (await findingsOf(on(node), { runtime: { ...none, node: runtime } })).map(({ message, fix }) => [message, fix]);
    expect(await messages("22", ">=20 <22")).toEqual([
      [
        "The gate runs on Node 22, which runtime.node of the configuration refuses",
        "take the version out of CI, or widen the configuration's runtime",
      ],
      [
        "The configuration's runtime.node promises Node 20, and the gate does not run on it",
        'add Node 20 to the versions of the job "gate", or narrow the configuration\'s runtime',
      ],
      [
        "The configuration's runtime.node promises Node 21, and the gate does not run on it",
        'add Node 21 to the versions of the job "gate", or narrow the configuration\'s runtime',
      ],
    ]);
    expect((await messages("'>=20'", ">=20 <21"))[0]?.[0]).toContain("CI does not show that the gate runs on it");
  });
});

describe("the versions in force where the gate runs", () => {
  const matrix = "    strategy: { matrix: { node: [20, 22] } }\n";
  const own = setup("node", "'${{ matrix.node }}'");
  const vague = ["20", "22"].map((line) => `MATRIX? :3 ${wanted(line, ">=20 <23")}, found 20, 22`);
  const with_ = (line: string) => own.replace("        with:", `        ${line}\n        with:`);
  const python = (line: string) =>
    `      - uses: actions/setup-python@820762786026740c76f36085b0efc47a31fe5020\n        with: { python-version: "3.12"${line} }\n`;
  test.each<[string, string, string[]]>([
    ["are set up before", own, []],
    ["are what is set up last", own + setup("node", "20"), [`MATRIX :3 ${wanted("22", ">=20 <23")}, found 20`]],
    ["are what is set up last, whatever was before", setup("node", "18") + own, []],
    ["are not known behind a step with a condition", with_("if: matrix.node == 20"), vague],
    ["are not known behind a step that is left out", with_("if: false"), vague],
    ["are not known behind a step whose failure does not count", with_("continue-on-error: true"), vague],
    ["are known behind a condition that always holds", with_("if: ${{ success() }}"), []],
    ["are known behind a later step without a condition", with_("if: matrix.node == 20") + own, []],
    ["of another tool are not asked for", own + python(", update-environment: false"), []],
  ])("%s", async (_, before, found) => {
    expect(await brief(workflow(gate, { more: matrix, before }), { node: ">=20 <23" })).toEqual(found);
  });

  test("are not those of a step behind it", async () => {
    const files = workflow(gate, { more: matrix });
    const text = `${files[workflowPath]}${own}`;
    expect(await brief({ [workflowPath]: text }, { node: ">=20 <23" })).toEqual(
      ["20", "22"].map((line) => `MATRIX? :3 ${wanted(line, ">=20 <23")}, found no version`),
    );
  });

  test("are the container's until another is set up", async () => {
    const more = "    container: node:20\n";
    const found = (before: string) => brief(workflow(gate, { more, before }), { node: ">=22 <23" });
    expect(await found("")).toContainEqual(expect.stringContaining('found "node:20"'));
    expect(await found(setup("node", "22"))).toEqual([]);
    const own = workflow(gate, { more: "    container: node:22\n" });
    expect(await brief(own, { node: ">=22 <23" })).toEqual([]);
  });

  test("are not those that setup-python leaves aside", async () => {
    const found = (line: string) => brief(workflow(gate, { before: python(line) }), { python: ">=3.12 <3.13" });
    expect(await found("")).toEqual([]);
    expect(await found(", update-environment: true")).toEqual([]);
    for (const said of ["false", "${{ inputs.update }}", "'xtrue'"])
      expect(await found(`, update-environment: "${said.replaceAll("'", "")}"`)).toEqual([
        'MATRIX? :3 Python 3.12 in a job that runs the gate (">=3.12 <3.13"), found no version',
      ]);
  });
});
