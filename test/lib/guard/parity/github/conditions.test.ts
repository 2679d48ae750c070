// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { faultsIn, faultsUnder, jobIn, readWorkflow } from "./workflow.ts";

const workflow = (job: string, step: string, top = "") =>
  `on: [push, pull_request]\n${top}jobs:\n  gate:\n    runs-on: x\n${job}    steps:\n      - run: gate\n${step}`;
const both = (why: string) => [`skipped? push: ${why}`, `skipped? change: ${why}`];
const lost = ["skipped? always: its condition can't be understood"];
const never = [
  "skipped push: it is left out for a push to the default branch",
  "skipped change: it is left out for a pull request, a pull request that is opened, a pull request from a fork, a draft, a pull request of a bot",
];

describe("if", () => {
  test.each<[string, string[]]>([
    ["true", []],
    ["'true'", []],
    ["${{ true }}", []],
    ["always()", []],
    ["success()", []],
    ["false", never],
    ["0", never],
    ["${{ false }}", never],
    ["failure()", never],
    ["vars.GO", both("whether it runs depends on vars.go")],
    ["", lost],
    ["github.event_name ==", lost],
    ["[true]", lost],
    ["{ a: true }", lost],
  ])("of a job and of a step: %j", async (condition, expected) => {
    const line = `if: ${condition}\n`;
    expect(await faultsIn(workflow(`    ${line}`, ""))).toEqual(expected);
    expect(await faultsIn(workflow("", `        ${line}`))).toEqual(expected);
  });

  test("has its place, and as much of it as a line holds", async () => {
    const faults = async (condition: string) =>
      jobIn(await readWorkflow(workflow("", `        if: ${condition}\n`))).steps[0]?.faults.map(({ at, written }) => [
        at.line,
        at.column,
        written,
      ]);
    expect(await faults("false")).toEqual([
      [7, 13, "if: false"],
      [7, 13, "if: false"],
    ]);
    expect(await faults(`'${"a ".repeat(100)}'`)).toEqual([[7, 13, `if: ${"a ".repeat(47)}a…`]]);
  });
});

describe("continue-on-error", () => {
  const green = "masked always: CI goes on and is green whatever comes of it";
  const some = "masked? always: in some of its jobs CI is green whatever comes of it";
  const unknown = "masked? always: whether CI is green when it fails is known only when it runs";
  const matrix = "strategy: { matrix: { lax: [true, false], on: [true], off: [false] } }";
  test.each<[string, string[]]>([
    ["false", []],
    ["'false'", []],
    ["", []],
    ["true", [green]],
    ["'true'", [green]],
    ["${{ true }}", [unknown]],
    ["${{ vars.LAX }}", [unknown]],
    ["${{ matrix.on }}", [green]],
    ["${{ matrix.off }}", []],
    ["${{ matrix.lax }}", [some]],
    ["${{ matrix.none }}", [unknown]],
    ["yes", [unknown]],
    ["{ a: b }", [unknown]],
  ])("of a job and of a step: %j", async (value, expected) => {
    const line = `continue-on-error: ${value}\n`;
    expect(await faultsIn(workflow(`    ${matrix}\n    ${line}`, ""))).toEqual(expected);
    expect(await faultsIn(workflow(`    ${matrix}\n`, `        ${line}`))).toEqual(expected);
  });

  test("has its place", async () => {
    const { steps } = jobIn(await readWorkflow(workflow("", "        continue-on-error: true\n")));
    expect(steps[0]?.faults).toMatchObject([{ at: { line: 7, column: 28 }, written: "continue-on-error: true" }]);
  });
});

describe("what the repository says of names in conditions", () => {
  const judged = (condition: string, job: string, top = "") =>
    faultsIn(workflow(job, `        if: ${JSON.stringify(condition)}\n`, top));

  test.each<[string, string, string[]]>([
    ["matrix.os == 'a'", "{ os: [a] }", []],
    ["matrix.os == 'b'", "{ os: [a] }", never],
    ["matrix.os == 'a'", "{ os: [a, b] }", both("whether it runs depends on matrix.os")],
    ["matrix.node == 22", "{ node: [22] }", []],
    ["matrix.go", "{ go: [true] }", []],
    ["matrix.go", "{ go: [false] }", never],
    ["matrix.go == ''", "{ go: [{ a: b }] }", both("whether it runs depends on matrix.go")],
    ["matrix.go.a == 'b'", "{ go: [{ a: b }] }", []],
    ["matrix.none == ''", "{ os: [a] }", both("whether it runs depends on matrix.none")],
    // Only some of its jobs have what is included.
    ["matrix.go", "{ os: [a, b], include: [{ os: a, go: true }] }", both("whether it runs depends on matrix.go")],
    ["matrix.os == 'a'", "{ os: [a], include: [{ os: a, go: true }] }", []],
    ["matrix.go", "{ include: [{ go: true }, { os: a }] }", both("whether it runs depends on matrix.go")],
    ["matrix.OS == 'a'", "{ OS: [a], include: [{ OS: a, go: true }] }", []],
    ["matrix", "{ os: [a] }", both("whether it runs depends on matrix")],
    ["X.matrix.os", "{ os: [a] }", both("whether it runs depends on x.matrix.os")],
  ])("%s of the matrix %s", async (condition, matrix, expected) => {
    expect(await judged(condition, `    strategy: { matrix: ${matrix} }\n`)).toEqual(expected);
  });

  test.each<[string, string, string, string[]]>([
    ["env.GO == 'yes'", "GO: 'yes'", "", []],
    ["env.GO == 'yes'", "GO: 'yes'", "GO: 'no'", never],
    ["env.GO == 'yes'", "GO: '${{ vars.GO }}'", "", both("whether it runs depends on env.GO")],
    // A text is true, whatever it says.
    ["${{ !env.GO }}", "GO: false", "", never],
    ["env.GO == true", "GO: true", "", never],
    ["env.GO == ''", "GO: ''", "", []],
    ["env.NONE == ''", "GO: ''", "", both("whether it runs depends on env.NONE")],
    ["environment.GO", "GO: ''", "", both("whether it runs depends on environment.go")],
  ])("%s where the workflow says %s, and the job %s", async (condition, top, job, expected) => {
    expect(await judged(condition, `    env: { ${job} }\n`, `env: { ${top} }\n`)).toEqual(expected);
  });

  test("a variable that a script may set is known only when it runs, also of continue-on-error", async () => {
    const masking = (first: string) =>
      workflow(`    env: { M: 'false' }\n`, "        continue-on-error: ${{ env.M }}\n").replace(
        "    steps:\n",
        `    steps:\n      - run: ${first}\n`,
      );
    expect(await faultsIn(masking("echo"))).toEqual([]);
    expect(await faultsIn(masking("echo M=true >> $GITHUB_ENV"))).toEqual([
      "masked? always: whether CI is green when it fails is known only when it runs",
    ]);

    const setting = `    env: { GO: 'yes' }\n    steps:\n      - run: echo GO=no >> $GITHUB_ENV\n`;
    const text = workflow("", "        if: env.GO == 'yes'\n").replace("    steps:\n", setting);
    expect(await faultsIn(text)).toEqual(both("whether it runs depends on env.GO"));
    const action = (first: string) =>
      `runs:\n  using: composite\n  steps:\n    - { run: ${first}, shell: sh }\n    - { run: gate, shell: sh, if: env.GO == 'yes' }\n`;
    const uses =
      "on: [push, pull_request]\nenv: { GO: 'yes' }\njobs: { gate: { runs-on: x, steps: [{ uses: ./act }] } }\n";
    expect(await faultsIn(uses, { files: { "act/action.yml": action("echo") } })).toEqual([]);
    expect(await faultsIn(uses, { files: { "act/action.yml": action("./set $GITHUB_ENV") } })).toEqual(
      both("whether it runs depends on env.GO"),
    );
  });

  test("inputs of what is called", async () => {
    const action =
      "inputs: { go: { default: 'yes' } }\nruns:\n  using: composite\n  steps: [{ run: gate, shell: sh, if: inputs.go == 'yes' }]\n";
    const uses = (more: string) =>
      `on: [push, pull_request]\njobs: { gate: { runs-on: x, steps: [{ uses: ./act${more} }] } }\n`;
    const judge = (more: string) => faultsIn(uses(more), { files: { "act/action.yml": action } });
    expect(await judge("")).toEqual([]);
    const matrix = uses("").replace("runs-on: x", "runs-on: x, strategy: { matrix: { include: [{ a: b }] } }");
    expect(await faultsIn(matrix, { files: { "act/action.yml": action } })).toEqual([]);
    expect(await judge(", with: { go: 'yes' }")).toEqual([]);
    expect(await judge(", with: { go: 'no' }")).toEqual(never);
    expect(await judge(", with: { go: '${{ vars.GO }}' }")).toEqual(both("whether it runs depends on inputs.go"));
    // Those of the action are not those of the step that uses it.
    expect(await judge(", if: inputs.go == 'yes', with: { go: 'yes' }")).toEqual(
      both("whether it runs depends on inputs.go"),
    );
    expect(await judge(", if: inputs.go == 'yes', with: { go: 'no' }")).toEqual([
      ...never,
      ...both("whether it runs depends on inputs.go"),
    ]);
  });

  test("nobody gives inputs to a push", async () => {
    expect(await faultsUnder("inputs.go == ''")).toEqual([]);
    expect(await faultsUnder("inputs.go", "step")).toEqual(never);
    expect(await faultsUnder("inputs.go", "job")).toEqual(both("whether it runs depends on inputs.go"));
  });
});
