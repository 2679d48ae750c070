// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, it } from "vitest";
import { expressionValues, visitGithub } from "../../../../lib/guard/ci/index.ts";
import { besideOf, spelled } from "./support.ts";

const ci = ".github/workflows/ci.yml";

/** What is visited, in its order, with the value that `${{ inputs.v }}` has there; and what was not seen. */
const walk = async (main: string, more: Record<string, string> = {}): Promise<string[]> => {
  const files = { [ci]: main, ...more };
  const { beside, unseen } = besideOf(files);
  const visited: string[] = [];
  const say = (kind: string, keys: readonly (string | number)[], value: unknown, callers: number): void =>
    void visited.push(`${kind} ${keys.join(".")} v=${JSON.stringify(value)} callers=${callers}`);
  await visitGithub(ci, main, beside, {
    job: (scope, { keys, caller }) => {
      const own = scope.tree.get([...keys, "name"])?.value;
      say(`job ${own}`, [scope.tree.path, ...keys], spelled(expressionValues(scope, at)), caller === undefined ? 0 : 1);
    },
    step: (scope) => {
      say("step", [scope.tree.path, ...scope.step], spelled(expressionValues(scope, at)), scope.callers.length);
    },
  });
  return [...visited, ...unseen].map((one) => one.replaceAll(`${ci}.`, "").replaceAll("undefined ", ""));
};
const at = { path: ci, line: 1, column: 1, value: "${{ inputs.v }}" };
const unknown = '"its value is known only when it runs"';

describe("visitGithub", () => {
  it("visits jobs and steps in their order, with what is called between", async () => {
    const files = {
      ".github/workflows/b.yml":
        "on: { workflow_call: { inputs: { v: { default: 2 } } } }\njobs: { in: { name: B, steps: [{ run: x }] } }\n",
      "act/action.yml":
        "inputs: { v: { default: 3 } }\nruns: { using: composite, steps: [{ run: x }, { uses: ./more }] }\n",
      "more/action.yaml": "runs: { using: composite, steps: [{ run: x }] }\n",
    };
    const main = `on: push
jobs:
  a: { steps: [{ run: x }, { uses: ./act, with: { v: 4 } }, { uses: ./act }, { uses: a/b@v1 }] }
  b: { uses: ./.github/workflows/b.yml }
  c: { uses: $/.github/workflows/b.yml, with: { v: 5 } }
`;
    expect(await walk(main, files)).toEqual([
      "job jobs.a v=[] callers=0",
      "step jobs.a.steps.0 v=[] callers=0",
      "step jobs.a.steps.1 v=[] callers=0",
      "step act/action.yml.runs.steps.0 v=[4] callers=1",
      "step act/action.yml.runs.steps.1 v=[4] callers=1",
      "step more/action.yaml.runs.steps.0 v=[] callers=2",
      "step jobs.a.steps.2 v=[] callers=0",
      "step act/action.yml.runs.steps.0 v=[3] callers=1",
      "step act/action.yml.runs.steps.1 v=[3] callers=1",
      "step more/action.yaml.runs.steps.0 v=[] callers=2",
      "step jobs.a.steps.3 v=[] callers=0",
      "job jobs.b v=[] callers=0",
      "job B .github/workflows/b.yml.jobs.in v=[2] callers=1",
      "step .github/workflows/b.yml.jobs.in.steps.0 v=[2] callers=0",
      "job jobs.c v=[] callers=0",
      "job B .github/workflows/b.yml.jobs.in v=[5] callers=1",
      "step .github/workflows/b.yml.jobs.in.steps.0 v=[5] callers=0",
    ]);
  });

  it.each<[string, string[]]>([
    ["on: push", ["job jobs.t v=[] callers=0"]],
    ["on: [push, pull_request]", ["job jobs.t v=[] callers=0"]],
    ["on: [push, workflow_dispatch]", [`job jobs.t v=${unknown} callers=0`]],
    ["on: workflow_dispatch", [`job jobs.t v=${unknown} callers=0`]],
    ["on: [push, workflow_call]", ["job jobs.t v=[] callers=0"]],
    ["on: [workflow_call, push]", ["job jobs.t v=[] callers=0"]],
    ["name: none", [`job jobs.t v=${unknown} callers=0`]],
    ["on: workflow_call", []],
    ["on: [workflow_call]", []],
    ["on: { workflow_call: }", []],
  ])("knows what nobody gives: %s", async (on, expected) => {
    expect(await walk(`${on}\njobs: { t: {} }\n`)).toEqual(expected);
  });

  it.each<[string, string, Record<string, string>, string[]]>([
    [
      "another repository's workflow",
      "uses: a/b/.github/workflows/c.yml@v1",
      {},
      ["elsewhere uses a/b/.github/workflows/c.yml@v1: it lies in another repository"],
    ],
    ["a workflow that is not tracked", "uses: ./gone.yml", {}, ['broken uses ./gone.yml: git tracks no "gone.yml"']],
    [
      "a workflow at the commit that runs",
      "uses: $/gone.yml",
      {},
      ['broken uses $/gone.yml: git tracks no "gone.yml"'],
    ],
    [
      "one of a version",
      "uses: $/b.yml@v1",
      { "b.yml": "on: workflow_call\n" },
      ['broken uses $/b.yml@v1: git tracks no "b.yml@v1"'],
    ],
    [
      "an action at the commit that runs",
      "steps: [{ uses: $/x }]",
      { "x/action.yml": "runs: { using: node20 }\n" },
      [],
    ],
    [
      "one that is not there",
      "steps: [{ uses: $/./x/ }]",
      {},
      ['broken uses $/./x/: git tracks no "x/action.yml" or "x/action.yaml"'],
    ],
    [
      "one where another repository lies in the workspace",
      "steps: [{ uses: actions/checkout@v4, with: { path: t } }, { uses: $/t/x }]",
      { "t/x/action.yml": "runs: { using: composite, steps: [{ uses: $/gone }] }\n" },
      ['broken uses $/gone: git tracks no "gone/action.yml" or "gone/action.yaml"'],
    ],
    [
      "one below a name that ends in a dot",
      "steps: [{ uses: $/t./x }]",
      { "t./x/action.yml": "runs: { using: docker }\n" },
      [],
    ],
    [
      "one below a name that ends in a dollar sign",
      "steps: [{ uses: ./t$/x }]",
      { "t$/x/action.yml": "runs: { using: docker }\n" },
      [],
    ],
    ["another repository's action below a name that ends in a dot", "steps: [{ uses: a/b/t./x@v1 }]", {}, []],
    ["a variable", "uses: $x/b.yml", {}, ["elsewhere uses $x/b.yml: it lies in another repository"]],
    ["an action at the top", "steps: [{ uses: ./ }]", { "action.yml": "runs: { using: node20 }\n" }, []],
    ["an action with more slashes", "steps: [{ uses: ././x// }]", { "x/action.yml": "runs: { using: docker }\n" }, []],
    [
      "an action that says nothing",
      "steps: [{ uses: ./x }]",
      { "x/action.yml": "runs: {}\n" },
      ['broken uses ./x: "x/action.yml" does not say what it runs'],
    ],
    [
      "an action that is not tracked",
      "steps: [{ uses: ./x }]",
      {},
      ['broken uses ./x: git tracks no "x/action.yml" or "x/action.yaml"'],
    ],
    [
      "an action of a checkout",
      "steps: [{ uses: Actions/Checkout@v4, with: { path: ././t// } }, { uses: ./t/x }]",
      {},
      ["elsewhere uses ./t/x: it lies in another repository"],
    ],
    [
      "an action of a checkout at its very place",
      "steps: [{ uses: actions/checkout@v4, with: { path: t/x } }, { uses: ./t/x }]",
      {},
      ["elsewhere uses ./t/x: it lies in another repository"],
    ],
    [
      "an action that something else brings",
      "steps: [{ uses: a/checkout@v4, with: { path: t } }, { uses: ./t/x }]",
      {},
      [expect.stringMatching(/^broken uses \.\/t\/x/) as never],
    ],
    [
      "steps of what is no composite action",
      "steps: [{ uses: ./x }]",
      { "x/action.yml": "runs: { using: node20, steps: [{ uses: ./gone }] }\n" },
      [],
    ],
    [
      "an action of a checkout in an odd place",
      "steps: [{ uses: actions/checkout@v4, with: { path: t./x } }, { uses: ./t./x/y }]",
      {},
      ["elsewhere uses ./t./x/y: it lies in another repository"],
    ],
    [
      "an action that something like a checkout brings",
      "steps: [{ uses: my-actions/checkout@v4, with: { path: t } }, { uses: ./t/x }]",
      {},
      [expect.stringMatching(/^broken uses \.\/t\/x/) as never],
    ],
    [
      "an action above a checkout",
      "steps: [{ uses: actions/checkout@v4, with: { path: t/x } }, { uses: ./t }]",
      {},
      [expect.stringMatching(/^broken uses \.\/t:/) as never],
    ],
    [
      "an action of a checkout that says no place",
      "steps: [{ uses: actions/checkout@v4 }, { uses: ./t }]",
      {},
      [expect.stringMatching(/^broken uses \.\/t:/) as never],
    ],
    [
      "a place that no action brings",
      "steps: [{ run: x, with: { path: t } }, { uses: ./t }]",
      {},
      [expect.stringMatching(/^broken uses \.\/t:/) as never],
    ],
  ])("says what it did not see of %s", async (_, job, files, expected) => {
    const found = await walk(`on: push\njobs: { t: { ${job} } }\n`, files);
    expect(found.filter((one) => !/^(?:job|step) /.test(one))).toEqual(expected);
  });

  it("does not let a default stand for what the action's own place means", async () => {
    const files = {
      "x/action.yml": "inputs: { v: { default: '${{ env.V }}' } }\nruns: { using: composite, steps: [{ run: x }] }\n",
    };
    const found = await walk("on: push\nenv: { V: 1 }\njobs: { t: { steps: [{ uses: ./x }] } }\n", files);
    expect(found.at(-1)).toBe(`step x/action.yml.runs.steps.0 v=${unknown} callers=1`);
  });

  it("takes the name of an input in any case, and no other name", async () => {
    const files = {
      "x/action.yml":
        "inputs: { w: { default: 8 }, V: { default: 3 } }\nruns: { using: composite, steps: [{ run: x }] }\n",
    };
    const main = (given: string) => `on: push\njobs: { t: { steps: [{ uses: ./x, with: { w: 9, ${given} } }] } }\n`;
    const found = [...(await walk(main("V: 4"), files)), ...(await walk(main("x: 4"), files))];
    expect(found.filter((one) => one.startsWith("step x"))).toEqual([
      "step x/action.yml.runs.steps.0 v=[4] callers=1",
      "step x/action.yml.runs.steps.0 v=[3] callers=1",
    ]);
  });

  it("does not know what a workflow takes for nothing, as it does of an action", async () => {
    const inputs = "inputs: { v: { default: 3 } }";
    const files = {
      ".github/workflows/b.yml": `on: { workflow_call: { ${inputs} } }\njobs: { in: { name: B } }\n`,
      "x/action.yml": `${inputs}\nruns: { using: composite, steps: [{ run: x }] }\n`,
    };
    const uses = "b: { uses: ./.github/workflows/b.yml, with: { v: } }, t: { steps: [{ uses: ./x, with: { v: } }] }";
    const found = await walk(`on: push\njobs: { ${uses} }\n`, files);
    expect(found.filter((one) => /^job B|^step x/.test(one))).toEqual([
      `job B .github/workflows/b.yml.jobs.in v=${unknown} callers=1`,
      "step x/action.yml.runs.steps.0 v=[] callers=1",
    ]);
  });

  it("asks nothing about jobs of who visits steps alone", async () => {
    const main = "on: push\njobs: { t: { steps: [{ run: x }] } }\n";
    const steps: unknown[] = [];
    await visitGithub(ci, main, besideOf({}).beside, { step: ({ step }) => void steps.push(step) });
    expect(steps).toEqual([["jobs", "t", "steps", 0]]);
  });

  it("throws for a file that is malformed, wherever it is", async () => {
    await expect(walk("on: [")).rejects.toMatchObject({ code: "E_SOURCE" });
    await expect(walk("jobs: { t: { uses: ./b.yml } }", { "b.yml": "on: [" })).rejects.toMatchObject({
      code: "E_SOURCE",
    });
  });

  it("reads no more parts than a thousand", async () => {
    const uses = (count: number) =>
      `on: push\njobs: { t: { steps: [${Array(count).fill("{ uses: ./x }").join(", ")}] } }\n`;
    const files = { "x/action.yml": "runs: { using: node20 }\n" };
    expect((await walk(uses(1000), files)).filter((one) => one.startsWith("broken"))).toEqual([]);
    expect((await walk(uses(1001), files)).filter((one) => one.startsWith("broken"))).toEqual([
      "broken uses ./x: there are too many of them",
    ]);
  });
});

describe("follow", () => {
  it.each([
    [18, []],
    [19, ["broken uses ./a19: more than 20 files bring in each other"]],
  ])("follows twenty files in each other: %i below the workflow and the first", async (deepest, expected) => {
    const uses = (level: number) =>
      `runs: { using: composite, steps: [${level < deepest ? `{ uses: ./a${level + 1} }` : ""}] }\n`;
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, level) => [`a${level}/action.yml`, uses(level)]));
    const found = await walk("on: push\njobs: { t: { steps: [{ uses: ./a0 }] } }\n", files);
    expect(found.filter((one) => one.startsWith("broken"))).toEqual(expected);
  });

  it("takes the first of two names, and notices a circle at either", async () => {
    const circle = "runs: { using: composite, steps: [{ uses: ./x }] }\n";
    const main = "on: push\njobs: { t: { steps: [{ uses: ./x }] } }\n";
    const found = await walk(main, { "x/action.yaml": circle });
    expect(found.at(-1)).toBe("broken uses ./x: it brings in itself");
    const both = await walk(main, { "x/action.yaml": circle, "x/action.yml": "runs: { using: node20 }\n" });
    expect(both.filter((one) => one.startsWith("broken"))).toEqual([]);
  });
});
