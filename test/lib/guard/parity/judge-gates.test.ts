// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { rulesetPath } from "../../../../lib/guard/parity/ruleset.ts";
import { briefly, findingsOf, gate, stepOf, workflow, workflowPath } from "./support.ts";

const brief = async (files: Record<string, string>): Promise<string[]> =>
  (await findingsOf(files)).map(({ code, level, message }) =>
    [`${code.slice(7)}${level === "violation" ? "" : "?"}`, message].join(" "),
  );

/** A job called `name` that runs `script`. */
const job = (name: string, script: string, more = ""): string =>
  `  ${name}:\n    runs-on: x\n${more}    steps:\n${stepOf(script)}`;

const ci = (...jobs: string[]) => ({ [workflowPath]: `on: [push, pull_request]\njobs:\n${jobs.join("")}` });

const other = (...jobs: string[]) => ({
  ".github/workflows/other.yml": `on: [push, pull_request]\njobs:\n${jobs.join("")}`,
});

const ruleset = (...checks: string[]) => ({
  [rulesetPath]: JSON.stringify({
    ...{ target: "branch", enforcement: "active", conditions: { ref_name: { include: ["~ALL"] } } },
    rules: [
      {
        type: "required_status_checks",
        parameters: { required_status_checks: checks.map((context) => ({ context })) },
      },
    ],
  }),
});

const missing = (name: string) => `RULESET It does not require the check "${name}", which is the gate's`;
const unreported = (name: string) =>
  `RULESET It requires the check "${name}", which no job reports: nothing could be merged`;

describe("the jobs whose checks the branch has to ask for", () => {
  const masked = "    continue-on-error: true\n";
  const on = (event: string) => `    if: github.event_name == '${event}'\n`;
  const names = async (files: Record<string, string>) =>
    (await brief({ ...files, ...ruleset() })).filter((one) => one.startsWith("RULESET"));

  test.each<[string, string[], string[]]>([
    ["the one that is sound", [job("a", gate, masked), job("b", gate)], ["b"]],
    ["all, where none is sound", [job("a", gate, masked), job("b", gate, masked)], ["a", "b"]],
    ["each that is sound for its event", [job("a", gate, on("push")), job("b", gate, on("pull_request"))], ["a", "b"]],
    [
      "none that is skipped and masked",
      [job("a", gate, `${on("push")}${masked}`), job("b", gate), job("c", gate, on("push"))],
      ["b", "c"],
    ],
    ["the one that is not left out for both", [job("a", gate, "    if: false\n"), job("b", gate)], ["b"]],
    ["a job once, with two gates", [job("a", `${gate}\n${gate}`)], ["a"]],
    ["each of a matrix", [job("a", gate, "    strategy: { matrix: { x: [1, 2] } }\n")], ["a (1)", "a (2)"]],
  ])("%s", async (_, jobs, expected) => {
    expect(await names(ci(...jobs))).toEqual(expected.map(missing));
  });

  test("are not known of a matrix that is made when it runs", async () => {
    const made = "    strategy: { matrix: { x: '${{ fromJSON(vars.X) }}' } }\n";
    const why = 'Whether it requires the checks of the gate can\'t be told: its matrix makes "x" when it runs';
    expect(await brief({ ...ci(job("a", gate, made)), ...ruleset("a", "b") })).toEqual([`RULESET? ${why}`]);
    // What another job is called says nothing about the gate's, and may be any of those that are asked for.
    expect(await brief({ ...ci(job("a", gate), job("b", "true", made)), ...ruleset("a", "x") })).toEqual([]);
    expect(await brief({ ...ci(job("a", gate), job("b", "true")), ...ruleset("a", "x") })).toEqual([unreported("x")]);
    expect(await brief({ ...ci(job("b", "true")), ...ruleset("b") })).toEqual([
      "NO_GATE GitHub Actions runs no preflight",
      "RULESET? Whether it requires the checks of the gate can't be told: no workflow of GitHub runs the gate",
    ]);
  });
});

describe("a job that stands for the gate", () => {
  const fails = `contains(needs.*.result, 'failure')`;
  const umbrella = (name: string, needs: string, isFaithful = true) =>
    `  ${name}:\n    runs-on: x\n    needs: ${needs}\n    if: always()\n    steps:\n      - ${isFaithful ? `if: ${fails}\n        run: exit 1` : "run: true"}\n`;
  const lost = (name: string, end = "") =>
    `MASKED${end === "" ? "" : "?"} The gate can fail without CI failing: the job "${name}" waits for the gate and is green whatever came of it${end}`;
  const called = "  outer: { uses: ./.github/workflows/inner.yml }\n";
  const inner = (text: string) => ({ ".github/workflows/inner.yml": `on: workflow_call\njobs:\n${text}` });
  const unknown = "; whether it is the check that the branch asks for is not known here";

  test.each<[string, Record<string, string>, string[]]>([
    ["may be asked for in its place", { ...ci(job("a", gate), umbrella("all", "a")), ...ruleset("all") }, []],
    ["has to be asked for", { ...ci(job("a", gate), umbrella("all", "a")), ...ruleset() }, [missing("a")]],
    ["needs no ruleset", ci(job("a", gate), umbrella("all", "a")), []],
    [
      "has to be asked for in each of its variants",
      {
        ...ci(
          job("a", gate),
          umbrella("all", "a").replace("runs-on: x", "runs-on: x\n    strategy: { matrix: { x: [1, 2] } }"),
        ),
        ...ruleset("all (1)"),
      },
      [missing("a")],
    ],
    [
      "stands for those that it waits for alone",
      { ...ci(job("a", gate), job("b", gate), umbrella("all", "a")), ...ruleset("all") },
      [missing("a"), missing("b")],
    ],
    [
      "does not stand for a job of the same name in another workflow",
      { ...ci(job("a", gate)), ...other(job("a", "true"), umbrella("all", "a")), ...ruleset("all") },
      [missing("a")],
    ],
    [
      "may be asked for in place of a workflow that a job calls",
      { ...ci(called, umbrella("all", "outer")), ...inner(job("a", gate)), ...ruleset("all") },
      [],
    ],
    [
      "is a mask over a workflow that a job calls",
      { ...ci(called, umbrella("all", "outer", false)), ...inner(job("a", gate)), ...ruleset("outer / a", "all") },
      [lost("all")],
    ],
    [
      "does not stand for a job of the same name in a workflow that is called",
      { ...ci(job("a", "true"), called, umbrella("all", "a")), ...inner(job("a", gate)), ...ruleset("all") },
      [missing("outer / a")],
    ],
    [
      "stands for nothing by a name that is made when it runs",
      {
        ...ci(job("a", gate), umbrella("all", "a").replace("runs-on: x", 'runs-on: x\n    name: "${{ vars.X }}"')),
        ...ruleset("all"),
      },
      [missing("a")],
    ],
    [
      "is a mask where it is green whatever comes, and asked for",
      { ...ci(job("a", gate), umbrella("all", "a", false)), ...ruleset("a", "all") },
      [lost("all")],
    ],
    [
      "is no mask where nobody asks for it",
      { ...ci(job("a", gate), umbrella("all", "a", false)), ...ruleset("a") },
      [],
    ],
    [
      "is no mask over other jobs",
      { ...ci(job("a", gate), job("b", "true"), umbrella("all", "b", false)), ...ruleset("a", "all") },
      [],
    ],
    [
      "is no mask over jobs of the same name in another workflow",
      { ...ci(job("a", gate)), ...other(job("a", "true"), umbrella("all", "a", false)), ...ruleset("a", "all") },
      [],
    ],
    [
      "is a doubt where nobody says what is asked for",
      ci(job("a", gate), umbrella("all", "a", false)),
      [lost("all", unknown)],
    ],
    [
      "is a doubt by a name that is made when it runs",
      {
        ...ci(
          job("a", gate),
          umbrella("all", "a", false).replace("runs-on: x", 'runs-on: x\n    name: "${{ vars.X }}"'),
        ),
        ...ruleset("a"),
      },
      [lost("all", unknown)],
    ],
  ])("%s", async (_, files, expected) => {
    expect(await brief(files)).toEqual(expected);
  });

  test("is named with its condition, and with what to do", async () => {
    const files = ci(job("a", gate), umbrella("all", "a", false));
    const at = { path: workflowPath, line: 11, column: 9, actual: "if: always()" };
    const [asked] = await findingsOf({ ...files, ...ruleset("all", "a") });
    expect(asked).toMatchObject({ ...at, fix: "require the checks of the gate's own job" });
    const [unasked] = await findingsOf(files);
    expect(unasked).toMatchObject({ ...at, fix: expect.stringContaining("kprovengine init --update") });
    expect(unasked?.fingerprint).toBeUndefined();
  });
});

describe("each CI system", () => {
  const gitlab = (script: string) => ({ ".gitlab-ci.yml": `a:\n  image: node:22\n  script:\n    - ${script}\n` });

  test("runs the gate itself", async () => {
    expect(await brief({ ...ci(job("a", gate)), ...gitlab("true"), ...ruleset("a") })).toEqual([
      "NO_GATE GitLab CI runs no preflight",
    ]);
    expect(await brief({ ...ci(job("a", "true")), ...gitlab(gate) })).toEqual([
      "NO_GATE GitHub Actions runs no preflight",
    ]);
    expect(await brief({ ...ci(job("b", gate)), ...gitlab(gate), ...ruleset() })).toEqual([missing("b")]);
    // The ruleset is GitHub's.
    expect(await brief({ ...ci(job("b", gate)), ...gitlab(gate), ...ruleset("a", "b") })).toEqual([unreported("a")]);
    expect(await brief({ ...gitlab(gate), ...ruleset() })).toEqual([]);
    const [found] = await findingsOf(gitlab("true"));
    expect(found).toMatchObject({ path: ".gitlab-ci.yml", fix: "kprovengine init --ci gitlab" });
    const [other] = await findingsOf(ci(job("a", "true")));
    expect(other).toMatchObject({ path: workflowPath, fix: "kprovengine init --ci github" });
    expect(other?.fingerprint).not.toBe(found?.fingerprint);
  });

  test("is there", async () => {
    const [none] = await findingsOf({});
    expect(none).toMatchObject({ message: "Nothing that git tracks makes CI judge a change" });
    expect(none?.path).toBeUndefined();
  });

  test("whose steps nobody can follow may run it", async () => {
    expect(await brief(ci(job("a", "'"))).then((found) => found.at(-1))).toBe(
      "NO_GATE? GitHub Actions runs no preflight that could be found",
    );
    expect((await brief(ci(job("a", "true"), job("b", "'")))).at(-1)).toContain("NO_GATE?");
    expect((await brief(ci(`${job("a", "true")}${stepOf("'")}`))).at(-1)).toContain("NO_GATE?");
    expect((await brief({ ...ci(job("a", "true")), ...other(job("b", "'")) })).at(-1)).toContain("NO_GATE?");
    const uses = {
      [workflowPath]: `on: [push, pull_request]\njobs:\n  a: { uses: acme/x/.github/workflows/y.yml@${"c".repeat(40)} }\n`,
    };
    expect((await brief(uses)).at(-1)).toBe("NO_GATE? GitHub Actions runs no preflight that could be found");
  });
});

describe("a fault of the gate", () => {
  const of = async (script: string) => (await findingsOf(workflow(script)))[0];

  test("says what there is to say, and nothing else", async () => {
    const keys = ["code", "level", "path", "line", "column", "fingerprint", "message"];
    expect(Object.keys((await of(`${gate} --fix`)) ?? {})).toEqual([...keys, "actual"]);
    expect(Object.keys((await of(`${gate} --skip a`)) ?? {})).toEqual([...keys, "actual", "fix"]);
    expect(Object.keys((await of(`${gate} --config=`)) ?? {})).toEqual([...keys, "expected"]);
    const [ignored] = await findingsOf({ ...workflow("make a"), Makefile: `a: ; -${gate}\n` });
    expect(Object.keys(ignored ?? {})).toEqual(["code", "level", "path", "line", "column", "message"]);
  });

  test("is named by what is written there", async () => {
    const names = await Promise.all(
      ["--skip a", "--skip b", "--only a"].map(async (flags) => (await of(`${gate} ${flags}`))?.fingerprint),
    );
    expect(new Set(names).size).toBe(3);
    expect(names.every((name) => /^[0-9a-f]{32}$/.test(name ?? ""))).toBe(true);
  });
});

describe("flags of make in front of the gate", () => {
  const Makefile = `a: ; ${gate}\n`;
  const said = `MASKED? ${workflowPath}:6 MAKEFLAGS, BASH_ENV or SHELLOPTS`;
  test.each<[string, string[]]>([
    ["MAKEFLAGS=-i make a", ["MASKED? Makefile:1 MAKEFLAGS=-i", said]],
    ["GNUMAKEFLAGS=-i make a", ["MASKED? Makefile:1 GNUMAKEFLAGS=-i", said]],
    ["MFLAGS=-i make a", ["MASKED? Makefile:1 MFLAGS=-i"]],
    ["A=MFLAGS=x make a", []],
    ["MY_MFLAGS=x make a", []],
    ["make a", []],
  ])("%s", async (script, expected) => {
    expect(briefly(await findingsOf({ ...workflow(script), Makefile }))).toEqual(expected);
  });
});
