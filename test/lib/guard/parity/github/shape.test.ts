// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { faultsIn, jobIn, readWorkflow } from "./workflow.ts";

const on = "on: [push, pull_request]\n";
const doubt = (kind: string, wanted: string) =>
  `unread? always: a ${kind} stands where GitHub takes a ${wanted}, and it runs nothing of such a file`;
const twice = "unread? always: GitHub takes names in any case, and runs nothing of a file in which one stands twice";
const beside = (name: string, other: string) =>
  `unread? always: GitHub takes no "${name}" beside "${other}", or it is not known here what that does`;
const without = (names: string) => `unread? always: GitHub takes ${names} here, and runs nothing of a file without`;
const noSteps = "unread? always: GitHub wants steps in it, and runs nothing of a file without";
const noName = "unread? always: GitHub takes no such name, and runs nothing of such a file";
const merges = "unread? always: GitHub merges no maps, and runs nothing of such a file";
const workflow = (job: string, step = "", top = "") =>
  `${on}${top}jobs:\n  other: { runs-on: x${job}, steps: [{ run: other${step} }] }\n  gate: { runs-on: x, steps: [{ run: gate }] }\n`;

describe("a workflow that GitHub refuses for another job's shape is a doubt", () => {
  test.each<[string, string[]]>([
    [", env: [A]", [doubt("list", "map or text")]],
    [", env: { A: { a: b } }", [doubt("map", "text")]],
    [", with: { a: b }, secrets: inherit", [beside("with", "runs-on"), beside("secrets", "runs-on")]],
    [", defaults: text", [doubt("text", "map")]],
    [", defaults: { run: text }", [doubt("text", "map")]],
    [", defaults: { run: { shell: [bash] } }", [doubt("list", "text")]],
    [", strategy: '${{ fromJSON(vars.X) }}'", [doubt("text", "map")]],
    [", strategy: { matrix: [a] }", [doubt("list", "map or text")]],
    [", container: [x]", [doubt("list", "map or text")]],
    [", container: { image: { a: b }, env: [A] }", [doubt("map", "text"), doubt("list", "map or text")]],
    [", name: { a: b }", [doubt("map", "text")]],
    [
      ", name: [a], uses: [b]",
      [doubt("list", "text"), doubt("list", "text"), beside("runs-on", "uses"), beside("steps", "uses")],
    ],
    [", uses: ./.github/workflows/inner.yml", [beside("runs-on", "uses"), beside("steps", "uses")]],
    [", env: { A: 1, B: true, C: }", []],
    [", env: '${{ fromJSON(vars.X) }}'", []],
    [", env: , strategy: , container: , defaults: { run: }", []],
    [", runs-on-more: x", [beside("runs-on-more", "runs-on")]],
    [", permissions: { contents: read }, concurrency: { group: x }, name: x, needs: [], if: true", []],
    [", timeout-minutes: 1, cancel-timeout-minutes: 1, continue-on-error: true, container: x, services: {}", []],
    [", environment: x, outputs: {}, snapshot: x", []],
    [", env: { A: 1, a: 2 }", []],
  ])("the job's %s", async (job, expected) => {
    expect(await faultsIn(workflow(job))).toEqual(expected);
  });

  test.each<[string, string[]]>([
    [", shell: { a: b }", [doubt("map", "text")]],
    [", working-directory: [a]", [doubt("list", "text")]],
    [", uses: { a: b }", [doubt("map", "text"), beside("uses", "run")]],
    [", uses: acme/act@v1", [beside("uses", "run")]],
    [", with: { a: b }", [beside("with", "run")]],
    [", wait-all: true, x: y", [beside("wait-all", "run"), beside("x", "run")]],
    [", name: run, id: uses, if: true, timeout-minutes: 1, continue-on-error: true, background: true", []],
    [", working-directory: x, shell: sh, env: {}", []],
    [", env: [a]", [doubt("list", "map or text")]],
    [" }, { wait: a, name: a, id: a, continue-on-error: true", []],
    [" }, { wait-all: ", []],
    [" }, { name: a, parallel: [{ run: a }, { run: b }]", []],
    [" }, { cancel: a", []],
    [" }, { cancel: a, if: true", [beside("if", "cancel")]],
    [" }, { name: a", [without('"run" or "uses" or "parallel" or "wait" or "wait-all" or "cancel"')]],
    [", id: a }, { run: b, id: b", []],
    [", id: a }, { run: b, id: A", [twice]],
    [" }, { uses: acme/act@v1, with: [a]", [doubt("list", "map")]],
    [" }, { uses: acme/act@v1, with: { Path: a, path: b }", [twice]],
    [" }, { uses: acme/act@v1, with: { a: 1, b: true, c: }", []],
    [" }, { uses: acme/act@v1, with: { ß: a, ss: b }", []],
    [" }, { uses: acme/act@v1, name: a, id: a, if: true, timeout-minutes: 1, continue-on-error: true, env: {}", []],
    [" }, { uses: acme/act@v1, background: true", []],
    [
      " }, { uses: acme/act@v1, shell: sh, working-directory: x",
      [beside("shell", "uses"), beside("working-directory", "uses")],
    ],
  ])("its step's %s", async (step, expected) => {
    expect(await faultsIn(workflow("", step))).toEqual(expected);
  });

  test.each<[string, string[]]>([
    [workflow("").replace("{ run: other }", "text"), [doubt("text", "map")]],
    [workflow("").replace("[{ run: other }]", "text"), [doubt("text", "list")]],
    [workflow("").replace("run: other", "run: [other]"), [doubt("list", "text")]],
    [workflow("").replace(/other: .*/, "other: text"), [doubt("text", "map"), noSteps]],
    [workflow("").replace("other: {", "Gate: {"), [twice]],
    [workflow("").replace("other: {", "a b: {"), [noName]],
    [workflow("").replace("other: {", "_O-9: {"), []],
    [workflow("").replace("other: {", "9: {"), [noName]],
    [workflow("").replace("[{ run: other }]", "[]"), [noSteps]],
    [workflow("").replace("[{ run: other }]", ""), [noSteps]],
    [workflow("").replace(", steps: [{ run: other }]", ""), [noSteps]],
    [workflow("").replace(/other: .*/, "other:"), [noSteps]],
    [workflow("").replace(/other: .*/, "other: {}"), [without('"uses" or "runs-on"'), noSteps]],
    [workflow("").replace("runs-on: x, ", ""), [without('"uses" or "runs-on"')]],
    [workflow("", "", "x-more: y\n"), [beside("x-more", "jobs")]],
    [workflow("", "", "name: y\ndescription: y\nrun-name: y\npermissions: {}\nconcurrency: y\n"), []],
    [workflow("").replace(/other: .*/, "other: &a { runs-on: x, steps: [{ run: x }] }\n  more: *a"), []],
    [
      workflow("").replace(
        /other: .*/,
        "other: &a { runs-on: x, steps: [{ run: x }] }\n  more: { <<: *a }\n  third: *a",
      ),
      [merges],
    ],
    [
      workflow(", env: &a { A: b }").replace(
        "{ run: other }",
        "{ run: other, env: { <<: [*a] } }, { run: x, env: { <<: *a } }",
      ),
      [merges, merges],
    ],
    [workflow(", env: &a { A: b }").replace("{ run: other }", "&b { run: other, env: { <<: *a } }, *b"), [merges]],
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
    const other = jobIn(await readWorkflow(workflow("", " }, { name: a")));
    expect(other.steps[0]?.faults).toMatchObject([{ at: { line: 3 }, written: '{"name":"a"}' }]);
  });
});
