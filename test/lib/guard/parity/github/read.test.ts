// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import type { Job } from "../../../../../lib/guard/parity/model.ts";
import { faultsIn, jobIn, readWorkflow, shown, workflowPath } from "./workflow.ts";

const on = "on: [push, pull_request]\n";
const green = "masked always: CI goes on and is green whatever comes of it";
const out = "skipped push: it is left out for a push to the default branch";

/** `run` or `uses`, and where. */
const stepsOf = ({ steps }: Job) =>
  steps.map(({ script, uses, at }) => `${script?.text ?? uses?.value} ${at.path}:${at.line}:${at.column}`);

describe("a workflow", () => {
  const text = `${on}jobs:
  first:
    runs-on: x
    steps:
      - name: nothing
      - run: one
      - uses: actions/cache@v4
        with: { Path: a, key: b }
  second:
    runs-on: x
    steps:
      - run: |
          two
          three
`;

  test("as jobs and steps, each with its place", async () => {
    const ci = await readWorkflow(text);
    expect({ ...ci, jobs: ci.jobs.map(({ name }) => name) }).toEqual({
      ...{ system: "github", file: workflowPath, isJudging: true, jobs: ["first", "second"] },
      ...{ unseen: [], umbrellas: [] },
    });
    expect(ci.jobs.map(({ at: { line, column }, file, system }) => [line, column, file, system])).toEqual([
      [3, 3, workflowPath, "github"],
      [10, 3, workflowPath, "github"],
    ]);
    expect(ci.jobs.map(stepsOf)).toEqual([
      [`one ${workflowPath}:7:14`, `actions/cache@v4 ${workflowPath}:8:15`],
      [`two\nthree\n ${workflowPath}:13:14`],
    ]);
    expect(ci.jobs.map(({ runtimes }) => (runtimes as { steps: unknown[] }).steps.length)).toEqual([3, 1]);
    expect(jobIn(ci, "first").steps.every(({ job }) => job === ci.jobs[0])).toBe(true);
  });

  test("names inputs in lower case, as GitHub takes them in any", async () => {
    const [, step] = jobIn(await readWorkflow(text), "first").steps;
    expect([...(step?.inputs ?? [])].map(([name, { value }]) => [name, value])).toEqual([
      ["path", "a"],
      ["key", "b"],
    ]);
  });

  test("knows where the characters of a script stand", async () => {
    const how = jobIn(await readWorkflow(text), "second").steps[0]?.script?.how;
    if (how === undefined || !("places" in how)) throw new Error("no script");
    expect(how.places(4)).toEqual({ path: workflowPath, line: 15, column: 11 });
  });

  test("says what of it can't be seen", async () => {
    const { unseen } = await readWorkflow(`${on}jobs: { gate: { runs-on: x, steps: [{ uses: ./gone }] } }\n`);
    expect(unseen).toMatchObject([{ located: { value: "./gone" }, isBroken: true }]);
  });

  test("with steps beside each other is a doubt", async () => {
    const { steps } = jobIn(
      await readWorkflow(`${on}jobs: { gate: { runs-on: x, steps: [{ name: a }, { parallel: [{ run: gate }] }] } }\n`),
    );
    expect(steps.map(({ script }) => script)).toEqual([
      { text: "parallel", how: { why: "steps beside each other are not read here" } },
    ]);
  });

  test("that judges no change runs no gate", async () => {
    const ci = await readWorkflow("on: schedule\njobs: { gate: { runs-on: x, steps: [{ run: gate }] } }\n");
    expect(ci.isJudging).toBe(false);
    expect(ci.jobs[0]?.steps[0]?.faults).toEqual([
      {
        ...{ kind: "skipped", level: "violation", at: { path: workflowPath, line: 1, column: 1 } },
        why: "the workflow runs neither for pushes nor for pull requests",
      },
    ]);
  });

  test("with maps where texts are wanted is a doubt, and no crash", async () => {
    const job = "strategy: { matrix: { node: [{ version: 20 }] } }, defaults: { run: { working-directory: { a: b } } }";
    expect(
      await faultsIn(
        `${on}jobs: { gate: { runs-on: { a: b }, ${job}, needs: [{ a: b }], steps: [{ run: gate, shell: { a: b } }] } }\n`,
      ),
    ).toEqual([
      "unread? always: a map stands where GitHub takes a text, and it runs nothing of such a file",
      "unread? always: a map stands where GitHub takes a text, and it runs nothing of such a file",
      "unread? always: no job has that name, and GitHub runs nothing of such a workflow",
    ]);
    expect(
      await faultsIn(
        `on: { push: { branches: [{ a: b }] }, pull_request: { types: [{ a: b }] } }\njobs: { gate: { runs-on: x, steps: [{ run: gate }] } }\n`,
      ),
    ).toHaveLength(2);
  });
});

describe("a workflow that is called", () => {
  const inner = (job: string) => ({
    ".github/workflows/inner.yml": `on: workflow_call\njobs: { gate: { runs-on: x, ${job}, steps: [{ run: gate }] } }\n`,
  });
  const outer = (job: string, more = "") =>
    `${on}jobs:\n${more}  outer: { ${job}, uses: ./.github/workflows/inner.yml }\n`;

  test("has its own steps", async () => {
    const ci = await readWorkflow(outer("name: Out"), { files: inner("name: In") });
    expect(ci.jobs.map((job) => [job.name, job.at.path, job.file, ...stepsOf(job)])).toEqual([
      ["outer", workflowPath, workflowPath],
      ["gate", ".github/workflows/inner.yml", workflowPath, "gate .github/workflows/inner.yml:2:54"],
    ]);
    const how = jobIn(ci).steps[0]?.script?.how;
    expect(how !== undefined && "places" in how && how.places(2)).toEqual({
      path: ".github/workflows/inner.yml",
      line: 2,
      column: 56,
    });
  });

  test("is started by what starts the one that calls it, and is refused with it", async () => {
    const files = inner("if: github.event_name != 'merge_group'");
    const queued = outer("name: a").replace("pull_request]", "pull_request, merge_group]");
    expect(await faultsIn(outer("name: a"), { files })).toEqual([]);
    expect(await faultsIn(queued, { files })).toEqual([
      "skipped change: it is left out for a change in the merge queue",
    ]);
    expect(jobIn(await readWorkflow(outer("name: a"), { files })).outer).toBe("outer");
    const odd = outer("name: a", "  odd: text\n");
    expect(await faultsIn(odd, { files: inner("name: b") })).toEqual([
      "unread? always: a text stands where GitHub takes a map, and it runs nothing of such a file",
      "unread? always: GitHub wants steps in it, and runs nothing of a file without",
    ]);
  });

  test("says what its own job says, and the one that calls it", async () => {
    const judged = (own: string, caller: string, more = "") => faultsIn(outer(caller, more), { files: inner(own) });
    expect(await judged("timeout-minutes: 1", "name: a")).toEqual([]);
    expect(await judged("continue-on-error: true", "name: a")).toEqual([green]);
    expect(await judged("timeout-minutes: 1", "continue-on-error: true")).toEqual([
      'unread? always: GitHub takes no "continue-on-error" beside "uses", or it is not known here what that does',
      green,
    ]);
    expect(await judged("if: github.event_name == 'pull_request'", "name: a")).toEqual([out]);
    expect(await judged("timeout-minutes: 1", "if: github.event_name == 'pull_request'")).toEqual([out]);
    const pre = "  pre: { if: github.event_name == 'pull_request', runs-on: x, steps: [{ run: a }] }\n";
    expect(await judged("timeout-minutes: 1", "needs: pre", pre)).toEqual([
      out.replace("it is", 'it needs "pre", and of that it is'),
    ]);
  });
});

describe("an action of the repository", () => {
  const action = (step: string) => ({
    "act/action.yml": `runs: { using: composite, steps: [{ run: gate, shell: sh${step} }] }\n`,
  });
  const uses = (step: string) =>
    `${on}defaults: { run: { working-directory: top } }\njobs: { gate: { runs-on: x, steps: [{ uses: ./act${step} }] } }\n`;

  test("stands for its steps", async () => {
    const job = jobIn(await readWorkflow(uses(""), { files: action("") }));
    expect(stepsOf(job)).toEqual(["gate act/action.yml:1:42"]);
    // What the workflow says of directories is not said of it.
    expect(job.steps[0]?.script?.how).toMatchObject({ cwd: "" });
    expect((job.runtimes as { steps: unknown[] }).steps).toHaveLength(2);
  });

  test("says what its own step says, and those that use it", async () => {
    const judged = (own: string, caller: string) => faultsIn(uses(caller), { files: action(own) });
    expect(await judged("", "")).toEqual([]);
    expect(await judged(", continue-on-error: true", "")).toEqual([green]);
    expect(await judged("", ", continue-on-error: true")).toEqual([green]);
    expect(await judged(", if: github.event_name == 'pull_request'", "")).toEqual([out]);
    expect(await judged("", ", if: github.event_name == 'pull_request'")).toEqual([out]);
    const nested = {
      ...action(""),
      "far/action.yml": "runs: { using: composite, steps: [{ uses: ./act, continue-on-error: true }] }\n",
    };
    const text = uses(", if: github.event_name == 'pull_request'").replace("./act", "./far");
    expect(await faultsIn(text, { files: nested })).toEqual([green, out]);
  });

  test("with a program of its own is a step, because nobody sees what it does", async () => {
    const read = async (reference: string, files: Readonly<Record<string, string>>) => {
      const job = jobIn(await readWorkflow(uses("").replace("./act", reference), { files }));
      return stepsOf(job).map((line) => line.replace(/:.*/, ""));
    };
    const program = "runs: { using: node20, main: a.js }\n";
    expect(await read("./act", { "act/action.yml": program })).toEqual([`./act ${workflowPath}`]);
    expect(await read("$/act", { "act/action.yml": program })).toEqual([`$/act ${workflowPath}`]);
    expect(await read("$/act", { "act/action.yml": "runs: { using: composite, steps: [] }\n" })).toEqual([]);
    expect(await read("./act/", { "act/action.yaml": "runs: { using: docker, image: x }\n" })).toEqual([
      `./act/ ${workflowPath}`,
    ]);
    expect(await read("./", { "action.yml": program })).toEqual([`./ ${workflowPath}`]);
    expect(await read("./a$/b", { "a$/b/action.yml": program })).toEqual([`./a$/b ${workflowPath}`]);
    expect(await read("./act", { "act/action.yml": "runs: { using: composite, steps: [] }\n" })).toEqual([]);
    expect(await read("./act", { "other/action.yml": program })).toEqual([]);
    expect(await read("./act", { "act/action.yml": "name: nothing\n" })).toEqual([`./act ${workflowPath}`]);
    expect(
      await read("./act", {
        "act/action.yml": "runs: { using: composite, steps: [{ uses: ./b }] }\n",
        "b/action.yml": program,
      }),
    ).toEqual(["./b act/action.yml"]);
  });

  test("of another repository is a step of its own", async () => {
    const { steps } = jobIn(await readWorkflow(uses("").replace("./act", "acme/act@v1")));
    expect(steps.map((step) => [step.uses?.value, step.faults.map(shown)])).toEqual([["acme/act@v1", []]]);
  });
});
