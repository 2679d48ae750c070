// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, it } from "vitest";
import { gitlabMain, textAt, visitGitlab } from "../../../../lib/guard/ci/index.ts";
import { besideOf } from "./support.ts";

const main = ".gitlab-ci.yml";

/** Each pipeline as `files jobs`, with `?` for each rule of an include by which a file is there; then what was not seen. */
const walk = async (text: string, more: Record<string, string> = {}): Promise<string[]> => {
  const { beside, unseen } = besideOf({ [main]: text, ...more });
  const visited: string[] = [];
  await visitGitlab(main, text, beside, ({ config, layers, optional, isWhole, triggers }) => {
    const marks = new Map(optional.map(({ tree, conditions }) => [tree, conditions.map(ruleMark).join("") || "?!"]));
    const files = layers.map((tree) => `${tree.path}${marks.get(tree) ?? ""}`).join(" ");
    const by = triggers.map(({ job, optional: outer }) => ` < ${job}${"?".repeat(outer.length)}`).join("");
    visited.push(`${isWhole ? "" : "part of "}${files}: ${config.jobs.join(" ")}${by}`);
  });
  return [...visited, ...unseen];
};

const ruleMark = ({ value }: { value: unknown }): string => `?${JSON.stringify(value)}`;

describe("visitGitlab", () => {
  it.each<[string, string, Record<string, string>, string[]]>([
    ["one file", "a: {}\n", {}, [`${main}: a`]],
    [
      "a file and what it includes, the last the stronger",
      "include: [/b.yml, ./c.yml, ././d.yml]\na: {}\n",
      { "b.yml": "b: {}", "c.yml": "include: e.yml\nc: {}", "d.yml": "d: {}", "e.yml": "e: {}" },
      [`${main} d.yml c.yml e.yml b.yml: a d c e b`],
    ],
    [
      "a file that its rules always leave out",
      "include: [{ local: b.yml, rules: [{ if: $A, when: never }, { when: never }] }, { local: c.yml, rules: [] }]\na: {}\n",
      { "b.yml": "b: {}", "c.yml": "c: {}" },
      [`${main} c.yml?[]: a c`],
    ],
    [
      "a file that some of its rules leave out",
      "include: { local: b.yml, rules: [{ if: $A, when: never }, { if: $B }, text] }\na: {}\n",
      { "b.yml": "b: {}" },
      [`${main} b.yml?[{"if":"$A","when":"never"},{"if":"$B"},"text"]: a b`],
    ],
    [
      "a file that a rule brings in, or one that says nothing",
      "include: [{ local: b.yml, rules: [{ if: $A, when: never }, { when: always }] }, { local: c.yml, rules: [~] }]\na: {}\n",
      { "b.yml": "b: {}", "c.yml": "c: {}" },
      [`${main} c.yml?[null] b.yml?[{"if":"$A","when":"never"},{"when":"always"}]: a c b`],
    ],
    ["a file twice", "include: [b.yml, b.yml]\n", { "b.yml": "b: {}" }, [`${main} b.yml b.yml: b`]],
    [
      "what is not tracked",
      "include: b.yml\na: {}\n",
      {},
      [`part of ${main}: a`, 'broken include b.yml: git tracks no "b.yml"'],
    ],
    [
      "what lies elsewhere",
      "include: HTTPS://a.example/b.yml\n",
      {},
      [`part of ${main}: `, "elsewhere include HTTPS://a.example/b.yml: it is fetched from a URL"],
    ],
    [
      "a name that only begins alike",
      "include: [https.yml, a/http://b.yml]\n",
      { "https.yml": "b: {}", "a/http://b.yml": "c: {}" },
      [`${main} a/http://b.yml https.yml: c b`],
    ],
    [
      "what is made",
      "a: { trigger: { include: [{ artifact: x.yml, job: b }] } }\n",
      {},
      [`${main}: a`, "elsewhere include x.yml: it is made when the pipeline runs"],
    ],
    [
      "a list of files of another project",
      "include: [{ project: [a], file: x }]\n",
      {},
      [`part of ${main}: `, "elsewhere include project: it lies in another project"],
    ],
    [
      "a map that names no file",
      "include: {}\n",
      {},
      [`part of ${main}: `, "broken include include: it names no file"],
    ],
    ["a number", "include: 1\n", {}, [`part of ${main}: `, "broken include include: it names no file"]],
    [
      "nothing to include",
      "include: []\na: {}\n",
      {},
      [`part of ${main}: a`, "broken include include: it names no file"],
    ],
    ["a file that is no YAML's name", "include: b.txt\n", { "b.txt": "x" }, []],
    [
      "wildcards",
      "include: 'ci/*.yml'\n",
      {
        "ci/a.yml": "a: {}",
        "ci/b.yml": "b: {}",
        "ci/c/d.yml": "d: {}",
        "ci/e.yml.txt": "e: {}",
        "x/ci/f.yml": "f: {}",
      },
      [`${main} ci/b.yml ci/a.yml: b a`],
    ],
    [
      "wildcards through directories",
      "include: 'ci/**.yml'\n",
      { "ci/a.yml": "a: {}", "ci/c/d.yml": "d: {}" },
      [`${main} ci/c/d.yml ci/a.yml: d a`],
    ],
    [
      "what is no wildcard beside one",
      "include: 'c+[i]/*.y(m|l)'\n",
      { "c+[i]/a.y(m|l)": "", "ccci/a.ym": "" },
      ["E_SOURCE"],
    ],
    ["four wildcards", "include: '*1*b*c*.yml'\n", { "01a2b3c4.yml": "a: {}" }, [`${main} 01a2b3c4.yml: a`]],
    [
      "five wildcards",
      "include: '*a*b*c*d*.yml'\n",
      { "1a2b3c4d5.yml": "a: {}" },
      [`part of ${main}: `, "broken include *a*b*c*d*.yml: it has more than 4 wildcards"],
    ],
    [
      "a variable in a path with a wildcard",
      "include: '$A/*.yml'\n",
      {},
      [`part of ${main}: `, "elsewhere include $A/*.yml: its path is known only when the pipeline runs"],
    ],
    [
      "a child",
      "a: { trigger: { include: b.yml } }\n",
      { "b.yml": "include: c.yml\nb: {}", "c.yml": "c: {}" },
      [`${main}: a`, "b.yml c.yml: b c < a"],
    ],
    [
      "a child of a child",
      "a: { trigger: { include: [{ local: b.yml }] } }\n",
      { "b.yml": "b: { trigger: { include: c.yml } }", "c.yml": "c: {}" },
      [`${main}: a`, "b.yml: b < a", "c.yml: c < b < a"],
    ],
    [
      "a child that is named in an included file",
      "include: i.yml\na: { stage: x }\n",
      { "i.yml": "a: { trigger: { include: b.yml } }", "b.yml": "b: {}" },
      [`${main} i.yml: a`, "b.yml: b < a"],
    ],
    [
      "a child whose name is replaced",
      "include: i.yml\na: { trigger: { include: c.yml } }\n",
      { "i.yml": "a: { trigger: { include: b.yml } }", "b.yml": "b: {}", "c.yml": "c: {}" },
      [`${main} i.yml: a`, "c.yml: c < a"],
    ],
    [
      "what lies elsewhere, without a lock",
      "include: http://a.example/b.yml\n",
      {},
      [`part of ${main}: `, "elsewhere include http://a.example/b.yml: it is fetched from a URL"],
    ],
    [
      "files that are there by rules, and what they bring",
      "include: [{ local: b.yml, rules: [1] }, c.yml]\na: {}\n",
      {
        "b.yml": "include: { local: d.yml, rules: [2] }\nb: {}",
        "c.yml": "c: {}",
        "d.yml": "include: e.yml",
        "e.yml": "",
      },
      [`${main} c.yml b.yml?[1] d.yml?[1]?[2] e.yml?[1]?[2]: a c b`],
    ],
    [
      "a child whose parent is there by rules",
      "include: { local: i.yml, rules: [1] }\n",
      { "i.yml": "a: { trigger: { include: { local: b.yml, rules: [2] } } }", "b.yml": "b: {}" },
      [`${main} i.yml?[1]: a`, "b.yml?[2]: b < a?"],
    ],
    [
      "wildcards for nothing",
      "include: 'ci/*.yml'\n",
      {},
      [`part of ${main}: `, "broken include ci/*.yml: it matches no tracked file"],
    ],
    [
      "a child that a job starts because it extends another",
      "include: i.yml\na: { extends: .p }\n.p: { extends: .q }\n",
      { "i.yml": ".q: { trigger: { include: b.yml } }", "b.yml": "b: {}" },
      [`${main} i.yml: a`, "b.yml: b < a"],
    ],
    [
      "a child of the job itself before that of what it extends",
      "a: { extends: .p, trigger: { include: c.yml } }\n.p: { trigger: { include: b.yml } }\n",
      { "b.yml": "b: {}", "c.yml": "c: {}" },
      [`${main}: a`, "c.yml: c < a"],
    ],
    [
      "nothing that is hidden by another text",
      "include: i.yml\na: x\n",
      { "i.yml": "a: { trigger: { include: b.yml } }", "b.yml": "b: {}" },
      [`${main} i.yml: a`],
    ],
    [
      "a child that is not tracked, which leaves the pipeline whole",
      "a: { trigger: { include: b.yml } }\n",
      {},
      [`${main}: a`, 'broken include b.yml: git tracks no "b.yml"'],
    ],
    ["another project's pipeline", "a: { trigger: { project: b } }\n", {}, [`${main}: a`]],
    [
      "a child that is the pipeline itself",
      `a: { trigger: { include: ${main} } }\n`,
      {},
      [`${main}: a`, `broken include ${main}: it brings in itself`],
    ],
    [
      "headers of inputs",
      "spec: { inputs: {} }\n---\ninclude: b.yml\na: {}\n",
      { "b.yml": "spec: {}\n---\nb: {}\n" },
      [`${main} b.yml: a b`],
    ],
  ])("visits %s", async (_, text, files, expected) => {
    const found = await walk(text, files).catch(({ code }: { code: string }) => [code]);
    expect(found).toEqual(expected.length === 0 ? ["E_SOURCE"] : expected);
  });

  it("reads no more files than a thousand", async () => {
    const text = (count: number) => `include: [${Array(count).fill("b.yml").join(", ")}]\na: {}\n`;
    expect(await walk(text(1000), { "b.yml": "b: {}" })).toEqual([expect.stringMatching(/: a b$/)]);
    expect((await walk(text(1001), { "b.yml": "b: {}" })).at(-1)).toBe(
      "broken include b.yml: there are too many of them",
    );
  });
});

it.each([
  [".gitlab-ci.yml", true],
  [".gitlab-ci.yaml", true],
  ["a/.gitlab-ci.yml", false],
  [".gitlab-ci.yml.txt", false],
])("gitlabMain: %s is %s", (path, expected) => {
  expect(gitlabMain.test(path)).toBe(expected);
});

it("textAt gives texts only", () => {
  const at = { path: "a", line: 1, column: 1 };
  expect([textAt({ ...at, value: "x" }), textAt({ ...at, value: 1 }), textAt(undefined)]).toEqual([
    ...[{ ...at, value: "x" }, undefined, undefined],
  ]);
});
