// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { faultsIn, jobIn, readWorkflow } from "./workflow.ts";

const on = "on: [push, pull_request]\n";
const doubt = (kind: string, wanted: string) =>
  `unread? always: a ${kind} stands where GitHub takes a ${wanted}, and it runs nothing of such a file`;
const twice = "unread? always: GitHub takes names in any case, and runs nothing of a file in which one stands twice";
const crowd = (names: string) => `unread? always: GitHub takes ${names}, and runs nothing of a file that says both`;
const workflow = (job: string, step = "", top = "") =>
  `${on}${top}jobs:\n  other: { runs-on: x${job}, steps: [{ run: other${step} }] }\n  gate: { runs-on: x, steps: [{ run: gate }] }\n`;

describe("a workflow that GitHub refuses for another job's shape is a doubt", () => {
  test.each<[string, string[]]>([
    [", env: [A]", [doubt("list", "map or text")]],
    [", env: { A: { a: b } }", [doubt("map", "text")]],
    [", with: { a: [b] }", [doubt("list", "text")]],
    [", with: text", [doubt("text", "map")]],
    [", defaults: text", [doubt("text", "map")]],
    [", defaults: { run: text }", [doubt("text", "map")]],
    [", defaults: { run: { shell: [bash] } }", [doubt("list", "text")]],
    [", strategy: '${{ fromJSON(vars.X) }}'", [doubt("text", "map")]],
    [", strategy: { matrix: [a] }", [doubt("list", "map or text")]],
    [", container: [x]", [doubt("list", "map or text")]],
    [", container: { image: { a: b }, env: [A] }", [doubt("map", "text"), doubt("list", "map or text")]],
    [", name: { a: b }", [doubt("map", "text")]],
    [", name: [a], uses: [b]", [doubt("list", "text"), doubt("list", "text"), crowd("steps or uses")]],
    [", uses: ./.github/workflows/inner.yml", [crowd("steps or uses")]],
    [", env: { A: 1, B: true, C: }", []],
    [", env: '${{ fromJSON(vars.X) }}'", []],
    [", env: , with: , strategy: , container: , defaults: { run: }", []],
    [", runs-on-more: { a: [b] }, permissions: { contents: read }, concurrency: { group: x }", []],
    [", env: { A: 1, a: 2 }", []],
  ])("the job's %s", async (job, expected) => {
    expect(await faultsIn(workflow(job))).toEqual(expected);
  });

  test.each<[string, string[]]>([
    [", shell: { a: b }", [doubt("map", "text")]],
    [", working-directory: [a]", [doubt("list", "text")]],
    [", uses: { a: b }", [doubt("map", "text"), crowd("run or uses")]],
    [", uses: acme/act@v1", [crowd("run or uses")]],
    [", name: run, id: uses", []],
    [", env: [a]", [doubt("list", "map or text")]],
    [", with: [a]", [doubt("list", "map")]],
    [", with: { Path: a, path: b }", [twice]],
    [", with: { a: 1, b: true, c: }", []],
    [", with: { ß: a, ss: b }", []],
  ])("its step's %s", async (step, expected) => {
    expect(await faultsIn(workflow("", step))).toEqual(expected);
  });

  test.each<[string, string[]]>([
    [workflow("").replace("{ run: other }", "text"), [doubt("text", "map")]],
    [workflow("").replace("[{ run: other }]", "text"), [doubt("text", "list")]],
    [workflow("").replace("run: other", "run: [other]"), [doubt("list", "text")]],
    [workflow("").replace(/other: .*/, "other: text"), [doubt("text", "map")]],
    [workflow("").replace("other: {", "Gate: {"), [twice]],
    [workflow("", "", "env: [A]\n"), [doubt("list", "map or text")]],
    [workflow("", "", "defaults: [A]\n"), [doubt("list", "map")]],
  ])("%j", async (text, expected) => {
    expect(await faultsIn(text)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ["{ push: x, pull_request: }", [doubt("text", "map")]],
    ["{ push: , pull_request: [x] }", [doubt("list", "map")]],
    ["{ push: { a: b }, pull_request: {}, schedule: [{ cron: x }] }", []],
  ])("on: %s", async (events, expected) => {
    expect(await faultsIn(workflow("").replace(on, `on: ${events}\n`))).toEqual(expected);
  });

  test("of an action and of a called workflow, too, each once", async () => {
    const action = (more: string) =>
      `inputs: { a: { default: x }${more} }\nruns: { using: composite, steps: [{ run: gate, shell: sh }] }\n`;
    const calls = `${on}jobs: { outer: { uses: ./.github/workflows/inner.yml } }\n`;
    const inner = "on: workflow_call\njobs: { gate: { runs-on: x, steps: [{ uses: ./act }, { uses: ./act }] } }\n";
    const judged = (more: string) =>
      faultsIn(calls, { files: { ".github/workflows/inner.yml": inner, "act/action.yml": action(more) } });
    expect(await judged("")).toEqual([]);
    expect(await judged(", A: { default: y }")).toEqual([twice]);
    expect(await judged(", b: { default: [y] }")).toEqual([doubt("list", "text")]);
  });

  test("with its place", async () => {
    const { steps } = jobIn(await readWorkflow(workflow(", env: [A]")));
    expect(steps[0]?.faults).toMatchObject([{ at: { line: 3, column: 29 }, written: 'env: ["A"]' }]);
  });
});
