import { describe, expect, test } from "vitest";
import { jobIn, readWorkflow, shown } from "./workflow.ts";

const gate = "jobs:\n  gate: { runs-on: x, steps: [{ run: gate }] }\n";
const judged = async (on: string, branch = "main") => {
  const { isJudging, ...ci } = await readWorkflow(`name: CI\non: ${on}\n${gate}`, { branch });
  const faults = jobIn(ci as never).steps[0]?.faults ?? [];
  return [...(isJudging ? [] : ["judges nothing"]), ...faults.map(shown)];
};

const push = (why: string) => `skipped push: ${why}`;
const change = (why: string) => `skipped change: ${why}`;
const noPush = push("the workflow does not run for what is pushed to the default branch");
const noChange = change("the workflow does not run for pull requests");
const nothing = ["judges nothing", "skipped always: the workflow runs neither for pushes nor for pull requests"];
const target = change("pull_request_target runs the code of the base, not that of the pull request");
const paths = (what: string) =>
  `the workflow runs only for some paths, and for ${what} without them it does not run at all`;
const left = 'the workflow does not run for the default branch, "main"';
const both = "GitHub takes no branches-ignore beside branches, and runs nothing of such a workflow";
const noEvent =
  "unread? always: it is not known here that GitHub has such an event, and without it nothing of the file runs";
const leaves = 'the workflow leaves out the default branch, "main"';
const unclear = (event: string) =>
  `skipped? ${event}: whether it runs for the default branch, "main", can't be understood`;

describe("the events of a workflow", () => {
  test.each<[string, string[]]>([
    ["[push, pull_request]", []],
    ["{ push: , pull_request: }", []],
    ["{ push: {}, pull_request: { types: [opened, synchronize, labeled] } }", []],
    ["push", [noChange]],
    ["[push]", [noChange]],
    ["pull_request", [noPush]],
    ["{ pull_request: {}, schedule: [{ cron: '0 0 * * *' }] }", [noPush]],
    ["pull_request_target", [noPush, target]],
    ["[push, pull_request_target]", [target]],
    ["[push, pull_request, pull_request_target]", []],
    ["merge_group", [noPush, noChange]],
    ["schedule", nothing],
    ["[workflow_dispatch, release]", nothing],
    ["[[push, pull_request]]", [...nothing, noEvent]],
    ["[push, pull_request, pushes]", [noEvent]],
    ["{ push: {}, pull_request: {}, pull_requests: {} }", [noEvent]],
    ["[push, pull_request, member, gollum, workflow_dispatch, workflow_run, workflow_call]", []],
    ["{ push: { tags: [v*] } }", nothing],
    ["{ push: { tags: [v*] }, pull_request: {} }", [push("with tags alone, the workflow does not run for branches")]],
    ["{ push: { tags-ignore: [v*] } }", [push("with tags alone, the workflow does not run for branches"), noChange]],
    ["{ push: { tags: [v*], branches: [main] }, pull_request: {} }", []],
    ["{ push: { tags: [v*], branches: [main] } }", [noChange]],
    ["{ push: { tags: [v*], branches-ignore: [x] }, pull_request: {} }", []],
    ["{ push: { tags: [v*], branches-ignore: [x] } }", [noChange]],
    ["{ push: {}, pull_request: { tags: [v*] } }", []],
    ["{ push: {}, pull_request: { paths: [src/**] } }", [change(paths("pull requests"))]],
    ["{ push: { paths-ignore: [docs/**] }, pull_request: {} }", [push(paths("what is pushed to the default branch"))]],
    [
      "{ push: {}, pull_request: { types: [opened] } }",
      [change("the workflow does not run when a pull request is pushed to")],
    ],
    [
      "{ push: {}, pull_request: { types: synchronize } }",
      [change("the workflow does not run when a pull request is opened")],
    ],
    [
      "{ push: {}, pull_request: { types: [closed] } }",
      [change("the workflow does not run when a pull request is opened or pushed to")],
    ],
    ["{ push: { types: [closed] }, pull_request: {} }", []],
    ["{ push: { branches: [develop] }, pull_request: {} }", [push(left)]],
    ["{ push: {}, pull_request: { branches: develop } }", [change(left)]],
    ["{ push: {}, pull_request: { branches: main } }", []],
    ["{ push: { branches: }, pull_request: {} }", [push(left)]],
    ["{ push: { branches-ignore: [main] }, pull_request: {} }", [push(leaves)]],
    [
      "{ push: { branches: [main], branches-ignore: [x] }, pull_request: {} }",
      [push(both).replace("skipped", "skipped?")],
    ],
    ["{ push: { branches-ignore: [develop] }, pull_request: { branches-ignore: ['m*'] } }", [change(leaves)]],
  ])("on: %s", async (on, expected) => {
    expect(await judged(on)).toEqual(expected);
  });

  test.each<[string, boolean]>([
    ["[main]", true],
    ["[mai]", false],
    ["[ain]", false],
    ["[x, main]", true],
    ["['*']", true],
    ["['ma*n']", true],
    ["['m?ain']", true],
    ["['mainx?']", true],
    ["['ma+in']", true],
    ["['[a-z]ain']", true],
    ["['[n-z]ain']", false],
    ["['ma.n']", false],
    ["['m*.n']", false],
    ["['m(a)in']", false],
    ["['**', '!main']", false],
    ["['!main', '**']", true],
    ["['**', '!x', '!m*', ma*]", true],
    ["['!x']", false],
  ])("branches: %s", async (branches, isTaken) => {
    expect(await judged(`{ push: { branches: ${branches} }, pull_request: {} }`)).toEqual(isTaken ? [] : [push(left)]);
    const ignored = await judged(`{ push: {}, pull_request: { branches-ignore: ${branches} } }`);
    expect(ignored).toEqual(isTaken ? [change(leaves)] : []);
  });

  test("a star ends at a slash, two do not", async () => {
    const on = (pattern: string) => `{ push: { branches: ['${pattern}'] }, pull_request: {} }`;
    expect(await judged(on("release/*"), "release/2")).toEqual([]);
    expect(await judged(on("*"), "release/2")).toEqual([push(left.replace("main", "release/2"))]);
    expect(await judged(on("**"), "release/2")).toEqual([]);
    expect(await judged(on("re**2"), "release/2")).toEqual([]);
  });

  test.each(["['+']", "['[z-a]']", "['**', '!?']", `['${"*x".repeat(40)}']`, `['${"**".repeat(40)}x']`])(
    "the pattern %s is a doubt",
    async (pattern) => {
      expect(await judged(`{ push: { branches: ${pattern} }, pull_request: {} }`)).toEqual([unclear("push")]);
      expect(await judged(`{ push: {}, pull_request: { branches-ignore: ${pattern} } }`)).toEqual([unclear("change")]);
    },
  );

  test("patterns are tried as long as that takes no time", async () => {
    const on = (pattern: string) => judged(`{ push: { branches: ['${pattern}'] }, pull_request: {} }`, "abcdefghij");
    expect(await on("a*b*c*d*e*f*ghij")).toEqual([]);
    expect(await on("a*b*c*d*e*f*g*hij")).toEqual([unclear("push").replace("main", "abcdefghij")]);
  });

  test("patterns of few parts are tried", async () => {
    const pattern = `${"*".repeat(1)}${"a*".repeat(8)}`;
    expect(await judged(`{ push: { branches: ['${pattern}'] }, pull_request: {} }`)).toEqual([push(left)]);
  });

  test("have their places", async () => {
    const at = async (on: string) =>
      (await readWorkflow(`name: CI\non:\n${on}${gate}`)).jobs[0]?.steps[0]?.faults.map(
        ({ at: { line, column }, written, fix }) => [line, column, written, fix],
      );
    expect(await at("  push:\n    branches: [x]\n  pull_request:\n    types: [opened]\n    paths: [x]\n")).toEqual([
      [4, 5, "branches", undefined],
      [7, 5, "paths", undefined],
      [6, 5, "types", undefined],
    ]);
    expect(await at("  push:\n")).toEqual([[3, 3, "", "add pull_request: to on:"]]);
    expect(await at("  pull_request:\n")).toEqual([[3, 3, "", "add push: to on:"]]);
    expect(await at("  schedule:\n")).toEqual([[1, 1, undefined, undefined]]);
  });
});
