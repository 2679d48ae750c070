// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, it } from "vitest";
import { said, texts } from "./support.ts";

const main = ".gitlab-ci.yml";

describe("pipelines of several files", () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      "a path",
      { [main]: "include: /ci/a.yml\n", "ci/a.yml": "t: { image: python:3.11 }\n" },
      ["tested python python:3.11"],
    ],
    [
      "a list, and a file that includes one",
      {
        [main]: "include:\n  - local: ci/a.yml\n  - ci/b.yml\n",
        "ci/a.yml": "t: { image: python:3.11 }\ninclude: { local: /c.yml }\n",
        "ci/b.yml": "u: { image: node:20 }\n",
        "c.yml": "v: { image: golang:1.22 }\n",
      },
      ["tested node node:20", "tested python python:3.11", "tested go golang:1.22"],
    ],
    [
      "wildcards",
      {
        [main]: "include: [{ local: 'ci/*.yml' }, { local: 'more/**.yml' }]\n",
        "ci/a.yml": "t: { image: python:3.11 }\n",
        "ci/deep/b.yml": "u: { image: node:18 }\n",
        "more/deep/c.yml": "v: { image: node:20 }\n",
      },
      ["tested node node:20", "tested python python:3.11"],
    ],
    [
      "a job that is completed: the includer counts most, then the last",
      {
        [main]: "include: [a.yml, b.yml]\nt: { variables: { V: '3.13' } }\n",
        "a.yml": "t: { image: 'python:$V', variables: { V: '3.11' } }\n",
        "b.yml": "t: { image: 'python:$V-slim', variables: { V: '3.12' } }\n",
      },
      ["tested python python:3.13-slim"],
    ],
    [
      "variables and a default of another file",
      {
        [main]: "include: a.yml\nt: { script: make }\n",
        "a.yml": "default: { image: { name: 'python:${V}' } }\nvariables: { V: { value: '3.11' } }\n",
      },
      ["tested python python:3.11"],
    ],
    [
      "a header of inputs",
      {
        [main]: "include: a.yml\n",
        "a.yml":
          "# a\nspec:\n  inputs: { x: {} }\n---\nt: { image: python:3.11 }\nu: { image: 'node:$[[ inputs.x ]]' }\n",
      },
      ["tested python python:3.11", "unclear node node:$[[inputs.x]]"],
    ],
    [
      "a child pipeline",
      {
        [main]: "image: python:3.11\nt: { trigger: { include: child.yml } }\n",
        "child.yml": "u: { image: python:3.12 }\n",
      },
      ["tested python python:3.12"],
    ],
    ["what git does not track", { [main]: "include: a.yml\n" }, ['broken a.yml: git tracks no "a.yml"']],
    ["wildcards for nothing", { [main]: "include: 'ci/*.yml'\n" }, ["broken ci/*.yml: it matches no tracked file"]],
    [
      "wildcards without end",
      { [main]: "include: '*a*a*a*a*a.yml'\n" },
      ["broken *a*a*a*a*a.yml: it has more than 4 wildcards"],
    ],
    ["itself", { [main]: "include: a.yml\n", "a.yml": `include: ${main}\n` }, [`broken ${main}: it brings in itself`]],
    ["what is malformed", { [main]: "include: a.yml\n", "a.yml": "t: [\n" }, ["SOURCE_MALFORMED a.yml"]],
    ["no file", { [main]: "include: [{ rules: [] }]\n" }, ["broken include: it names no file"]],
    [
      "what lies elsewhere",
      {
        [main]: `include:
  - https://a.example/x.yml
  - { project: a/b, file: x.yml }
  - { template: Auto-DevOps.gitlab-ci.yml }
  - { component: a.example/b/c@1 }
  - { remote: "https://a.example/y.yml" }
  - { local: "ci/$X.yml" }
`,
      },
      [
        "unseen https://a.example/x.yml: it is fetched from a URL",
        "unseen a/b: it lies in another project",
        "unseen Auto-DevOps.gitlab-ci.yml: it is one of GitLab's templates",
        "unseen a.example/b/c@1: it is a component of another project",
        "unseen https://a.example/y.yml: it is fetched from a URL",
        "unseen ci/$X.yml: its path is known only when the pipeline runs",
      ],
    ],
  ])("%s", async (_, files, expected) => {
    expect(await texts(files)).toEqual(expected);
  });

  it("has the place of the value, in its own file", async () => {
    const files = { [main]: "include: a.yml\nvariables:\n  V: '3.11'\n", "a.yml": "t:\n  image: python:$V\n" };
    expect(await said(files)).toEqual(["tested python python:3.11 @3:6"]);
  });
});

describe("jobs that take from others", () => {
  it.each<[string, string, string[]]>([
    ["extends", ".b: { image: python:3.11 }\nt: { extends: .b }\n", ["tested python python:3.11"]],
    [
      "several parents, of which the last counts most",
      ".a: { image: python:3.11 }\n.b: { image: python:3.12 }\nt: { extends: [.a, .b] }\n",
      ["tested python python:3.12"],
    ],
    [
      "a parent of a parent, with variables and a matrix",
      ".a: { image: 'python:$V' }\n.b: { extends: .a, parallel: { matrix: [{ V: ['3.11', '3.12'] }] } }\nt: { extends: .b }\n",
      ["tested python python:3.11", "tested python python:3.12"],
    ],
    [
      "a template that nobody uses",
      ".b: { image: python:3.11 }\nt: { image: python:3.12 }\n",
      ["tested python python:3.12"],
    ],
    [
      "a reference to an image",
      ".b: { image: python:3.11 }\nt: { image: !reference [.b, image] }\n",
      ["tested python python:3.11"],
    ],
    [
      "references to variables",
      ".b: { variables: { V: '3.11' } }\nt: { image: 'python:$V', variables: !reference [.b, variables] }\nu: { image: 'node:$V', variables: { V: !reference [.b, variables, V] } }\n",
      ["tested python python:3.11", "tested node node:3.11"],
    ],
    ["a reference in a circle", "t: { image: !reference [t, image] }\n", []],
    [
      "a parent in a circle",
      ".a: { extends: t }\nt: { extends: .a, image: python:3.11 }\n",
      ["tested python python:3.11", "broken t: it extends itself"],
    ],
    ["a parent that is gone", "t: { extends: .a }\n", ["broken .a: no job has that name"]],
    [
      "a parent elsewhere",
      "include: { remote: 'https://a.example/x.yml' }\nt: { extends: .a }\n",
      ["unseen https://a.example/x.yml: it is fetched from a URL", "unseen .a: it is defined elsewhere"],
    ],
    ["an unknown prefix", "t: { image: '$P/python:$V', variables: { V: '3.11' } }\n", ["tested python $P/python:3.11"]],
    [
      "a default that every job replaces",
      "image: python:3.8\nt: { image: python:3.11 }\n",
      ["tested python python:3.11"],
    ],
    [
      "a matrix of single values",
      "t: { image: 'python:$A-$B', parallel: { matrix: [{ A: '3.11', B: a }, { A: [3.12], B: [] }] } }\n",
      ["tested python python:3.11-a", "tested python python:3.12-a"],
    ],
    [
      "a variable of a variable",
      "t: { image: 'python:$V', variables: { V: $W, W: '3.11' } }\n",
      ["unclear python python:$V"],
    ],
    [
      "a matrix in which one value is made",
      "t: { image: 'python:$V', parallel: { matrix: [{ V: ['3.11', $W] }] } }\n",
      ["tested python python:3.11", "unclear python python:$V"],
    ],
    [
      "a matrix of which one entry says nothing",
      "t: { image: 'python:$V', variables: { V: '3.10' }, parallel: { matrix: [{ V: '3.11' }, { W: a }] } }\n",
      ["tested python python:3.11", "tested python python:3.10"],
    ],
    [
      "a matrix that says all",
      "t: { image: 'python:$V', variables: { V: '3.10' }, parallel: { matrix: [{ V: '3.11' }, { V: ['3.12'] }] } }\n",
      ["tested python python:3.11", "tested python python:3.12"],
    ],
    [
      "a variable that rules set, too",
      "workflow: { rules: [{ if: $A, variables: { V: '3.9' } }] }\n.r: { rules: [{ if: $B, variables: { V: '3.10', W: '3.8' } }] }\nt: { image: 'python:$V', variables: { V: '3.11' }, rules: !reference [.r, rules] }\n",
      ["tested python python:3.11", "tested python python:3.10", "tested python python:3.9"],
    ],
    [
      "a variable from the top where it is inherited",
      "variables: { V: '3.11' }\n" +
        ["false", "[W]", "[V]", "true"]
          .map((some, at) => `t${at}: { image: 'python:$V-${at}', inherit: { variables: ${some} } }\n`)
          .join(""),
      [
        ...["unclear python python:$V-0", "unclear python python:$V-1"],
        ...["tested python python:3.11-2", "tested python python:3.11-3"],
      ],
    ],
    [
      "a variable that is no text",
      "t: { image: 'python:$V', variables: { V: { a: 1 } } }\n",
      ["unclear python python:$V"],
    ],
    ["a job that no pipeline has", "t: { image: 'python:3.11', rules: [{ when: never }] }\n", []],
    [
      "a job that each of its rules leaves out",
      "t: { image: 'python:3.11', rules: [{ if: $A, when: never }, { changes: [a], when: never }] }\n" +
        "u: { image: 'python:3.12', rules: [{ if: $A, when: never }, { when: never }, { when: always }] }\n",
      [],
    ],
    [
      "a job that one of its rules lets in",
      "t: { image: 'python:3.11', rules: [{ if: $A, when: never }, { changes: [a] }] }\n" +
        "u: { image: 'python:3.12', rules: [{ if: $A }, { when: never }] }\n",
      ["tested python python:3.11", "tested python python:3.12"],
    ],
    [
      "jobs that some pipelines have",
      ["if: $A", "changes: [a]", "exists: [a]"]
        .map(
          (rule, at) => `t${at}: { image: 'python:3.1${at}', rules: [{ ${rule}, when: never }, { when: always }] }\n`,
        )
        .join(""),
      ["tested python python:3.10", "tested python python:3.11", "tested python python:3.12"],
    ],
    [
      "a job that is started by hand",
      "t: { image: 'python:3.11', rules: [{ when: manual }] }\nu: { image: 'python:3.12', rules: [] }\n",
      ["tested python python:3.11", "tested python python:3.12"],
    ],
    [
      "more images than anybody means",
      `t: { image: 'python:$A', parallel: { matrix: [{ A: [${Array.from({ length: 1001 }, (_, n) => n).join(", ")}] }] } }\n`,
      ["unclear python python:$A"],
    ],
  ])("%s", async (_, text, expected) => {
    expect(await texts({ [main]: text })).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ["", ["tested python python:3.10"]],
    [", variables: { W: '3.9' }", ["tested python python:3.10"]],
    [", variables: { V: '3.11' }", ["tested python python:3.11"]],
    [", parallel: { matrix: [{ V: ['3.11', '3.12'] }] }", ["tested python python:3.11", "tested python python:3.12"]],
    [", variables: { V: $W }", ["unclear python python:$V"]],
    [
      ", rules: [{ if: $A, variables: { V: '3.9' } }, { when: always }]",
      ["tested python python:3.9", "tested python python:3.10"],
    ],
  ])("takes what the job passes on that starts their pipeline: %s", async (passed, expected) => {
    const child = "t: { image: 'python:$V', variables: { V: '3.10' } }\n";
    const run = async (trigger: string, more = "", files = {}) =>
      texts({ [main]: `a: { trigger: { ${trigger} }${more} }\n`, "b.yml": child, ...files });
    expect(await run("include: b.yml", passed)).toEqual(expected);
    const inner = { "c.yml": "c: { trigger: { include: b.yml }, variables: { X: 1 } }\n" };
    expect(await run("include: c.yml", passed, inner)).toEqual(expected);
    expect(await run("include: b.yml, forward: { yaml_variables: true }", passed)).toEqual(expected);
    expect(await run("include: b.yml, forward: { yaml_variables: false }", passed)).toEqual([
      "tested python python:3.10",
    ]);
  });

  it("make as many as 1000 images of one; a variable that would make more stays", async () => {
    const list = (length: number, value: string) => `[${Array.from({ length }, () => value).join(", ")}]`;
    const images = async (matrix: string) => {
      const found = await texts({ [main]: `t: { image: 'python:$B-$A', parallel: { matrix: [{ ${matrix} }] } }\n` });
      return [found.length, ...new Set(found)];
    };
    expect(await images(`A: ${list(1000, "a")}, B: 3`)).toEqual([1000, "tested python python:3-a"]);
    expect(await images(`A: ${list(40, "a")}, B: ${list(40, "3")}`)).toEqual([40, "unclear python python:3-$A"]);
  });
});
