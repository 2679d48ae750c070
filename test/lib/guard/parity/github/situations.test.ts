import { describe, expect, test } from "vitest";
import { type Around, faultsIn, faultsUnder } from "./workflow.ts";

const left = (event: "push" | "change", ...names: string[]) =>
  `skipped ${event}: it is left out for ${names.join(", ")}`;
const depends = (name: string) => [
  `skipped? push: whether it runs depends on ${name}`,
  `skipped? change: whether it runs depends on ${name}`,
];
const theirs = (event: "push" | "change", name: string) =>
  `skipped ${event}: whoever proposes a change decides about it, by ${name}`;

const push = left("push", "a push to the default branch");
const opened = "a pull request that is opened";
const reopened = "a pull request that is reopened";
const changes = [
  "a pull request",
  opened,
  reopened,
  "a pull request from a fork",
  "a draft",
  "a pull request of a bot",
];
const change = left("change", ...changes);

const notUnderstood = [
  "unread? always: its condition can't be understood, and GitHub runs nothing of a file with one that it can't read",
  "skipped? always: its condition can't be understood",
];
const changeOfPeople = left("change", ...changes.slice(0, -1));
const number = "skipped? change: whether it runs depends on the number of the pull request";

describe("a condition in all the situations in which the gate has to run", () => {
  test.each<[string, string[]]>([
    ["github.event_name == 'push'", [change]],
    ["github.event_name == 'pull_request'", [push]],
    ["github.ref == 'refs/heads/main'", [change]],
    ["github.ref == 'refs/pull/1/merge'", [push, number]],
    ["github.ref != 'refs/pull/12/merge'", [number]],
    ["github.ref_name == '1/merge' || github.event_name == 'push'", [number]],
    ["!contains(github.ref, 'PULL/2/')", [number]],
    ["!contains(github.ref_name, '2')", [number]],
    ["!startsWith(github.ref, 'refs/heads/release-1')", []],
    ["startsWith(github.ref, 'refs/pull/') || github.event_name == 'push'", []],
    ["github.ref == 'refs/pull/\u{E000}/merge' || github.event_name == 'push'", notUnderstood],
    ["github.ref_name == 'main' || github.base_ref == 'main'", []],
    ["github.ref_type == 'branch'", []],
    ["github.base_ref == ''", [change]],
    ["github.head_ref == ''", [theirs("change", "github.head_ref")]],
    ["github.event.pull_request", [push]],
    [
      "github.event.pull_request == 'yes' || github.event_name == 'push'",
      ["skipped? change: whether it runs depends on github.event.pull_request"],
    ],
    ["!github.event.pull_request", [change]],
    [
      "github.event.pull_request.number > 0",
      [push, "skipped? change: whether it runs depends on github.event.pull_request.number"],
    ],
    ["github.event.pull_request.base.ref == 'main' || github.event_name == 'push'", []],
    ["github.event.pull_request.merged", [push, change]],
    ["github.event.pull_request.draft != true", [left("change", "a draft")]],
    ["github.event.pull_request.head.repo.fork != true", [left("change", "a pull request from a fork")]],
    [
      "github.event.pull_request.head.repo.full_name == github.repository || github.event_name == 'push'",
      [left("change", "a pull request from a fork")],
    ],
    ["github.event.pull_request.base.repo.full_name == github.repository || github.event_name == 'push'", []],
    [
      "github.event.pull_request.head.repo.owner.login == github.repository_owner || github.event_name == 'push'",
      [left("change", "a pull request from a fork")],
    ],
    ["secrets.TOKEN != '' || github.event_name == 'push'", [left("change", "a pull request from a fork")]],
    ["github.event.action != 'opened'", [left("change", opened)]],
    [
      "github.event.action != 'synchronize'",
      [left("change", ...changes.filter((name) => name !== opened && name !== reopened))],
    ],
    ["github.event.action != 'reopened'", [left("change", reopened)]],
    [
      "github.event_name == 'push' || github.event.action == 'synchronize' || github.event.action == 'opened'",
      [left("change", reopened)],
    ],
    ["github.event_name == 'push' || contains('opened synchronize reopened', github.event.action)", []],
    ["github.event.action != 'closed'", []],
    ["github.event.action != 'labeled'", []],
    [
      "github.event.deleted || github.event.created",
      [push, "skipped? change: whether it runs depends on github.event.deleted"],
    ],
    [
      "github.event.head_commit.author.name == 'somebody' || github.event_name == 'pull_request'",
      [theirs("push", "github.event.head_commit.author.name")],
    ],
    [
      "!contains(github.event.head_commit.author.name, 'bot')",
      [theirs("push", "github.event.head_commit.author.name")],
    ],
    ["github.event.head_commit.author.name == '' || github.event_name == 'push'", []],
    ["github.event.head_commit.message != 'x'", [theirs("push", "github.event.head_commit.message")]],
    [
      "github.event.commits[0].message == 'x' || github.event_name == 'pull_request'",
      [theirs("push", "github.event.commits.0.message")],
    ],
    ["github.repository == 'acme/app' && github.repository_owner == 'acme'", []],
    ["github.event.repository.name == 'app' && github.event.repository.full_name == 'ACME/app'", []],
    ["github.event.repository.fork", [push, change]],
    ["hashFiles('x') == 'y'", depends("hashfiles()")],
    ["constructor", depends("constructor")],
    ["github.event.constructor", depends("github.event.constructor")],
    ["github.event.pull_requests", depends("github.event.pull_requests")],
    ["github.head_refs", depends("github.head_refs")],
    ["x.github.head_ref", depends("x.github.head_ref")],
    ["github.event.labels", depends("github.event.labels")],
  ])("%s", async (condition, expected) => {
    expect(await faultsUnder(condition)).toEqual(expected);
  });

  test.each([
    "pull_request.title",
    "pull_request.body",
    "pull_request.labels",
    "pull_request.labels.*.name",
    "pull_request.head.ref",
    "pull_request.head.label",
    "label.name",
    "comment.body",
    "issue.title",
    "review.state",
  ])("github.event.%s is said by whoever proposes a change", async (name) => {
    const faults = await faultsUnder(`contains(github.event.${name}, 'x') || github.event_name == 'push'`);
    expect(faults).toEqual([theirs("change", `github.event.${name}`)]);
  });
});

describe("the activities that a workflow names", () => {
  test.each<[string, string, string[]]>([
    ["opened, synchronize", "github.event.action != 'reopened'", []],
    ["opened, synchronize, reopened", "github.event.action != 'reopened'", [left("change", reopened)]],
    [
      "opened, synchronize, labeled",
      "github.event.action != 'labeled'",
      [left("change", `${changes[0]} that is labeled`)],
    ],
    [
      "opened, synchronize, ready_for_review",
      "github.event.action != 'ready_for_review'",
      [left("change", `${changes[0]} that is ready for review`)],
    ],
    ["opened, synchronize, labeled", "github.event.action != 'unlabeled'", []],
    [
      "opened, synchronize",
      "github.event.action != 'synchronize'",
      [left("change", `${changes[0]}, a pull request from a fork, a draft, a pull request of a bot`)],
    ],
    // It is judged again before it is merged.
    ["opened, synchronize, reopened, closed", "github.event.action != 'closed'", []],
    [
      "opened, synchronize, closed",
      "github.event.action != 'closed'",
      [left("change", `${changes[0]} that is closed`)],
    ],
  ])("%s: %s", async (types, condition, expected) => {
    const on = `on: { push: , pull_request: { types: [${types}] } }`;
    expect(
      await faultsIn(`${on}\njobs: { gate: { runs-on: x, if: "${condition}", steps: [{ run: gate }] } }\n`),
    ).toEqual(expected);
  });
});

describe("bots", () => {
  const bot = left("change", "a pull request of a bot");
  const other = theirs("change", "github.actor");
  test.each<[string, string[]]>([
    ["github.actor != 'dependabot[bot]'", [bot]],
    ["github.triggering_actor != 'dependabot[bot]'", [bot]],
    ["github.event.pull_request.user.login != 'dependabot[bot]'", [bot]],
    ["github.event.sender.login != 'dependabot[bot]'", [bot]],
    ["github.event.sender.type != 'Bot'", [bot]],
    // That one stands for all of them.
    ["github.actor != 'renovate[bot]'", [other]],
    ["'Renovate[Bot]' != github.actor", [other]],
    ["!startsWith(github.actor, 'renovate')", [other]],
    ["!endsWith(github.actor, '[bot]')", [bot]],
    ["!contains(github.actor, 'dependabot')", [bot]],
    ["github.actor != 'alice'", [other]],
    ["github.actor != ''", []],
    ["github.actor == 'somebody'", [push, changeOfPeople]],
    ["github.actor == 'somebody' || endsWith(github.actor, '[bot]')", [push, changeOfPeople]],
    ["contains(github.actor, 'some') || endsWith(github.actor, '[bot]')", [push, changeOfPeople]],
    ["github.actor == '\u{E001}' || endsWith(github.actor, '[bot]')", notUnderstood],
    ["github.event.pull_request.user.login == github.actor || github.event_name == 'push'", []],
    ["github.event.sender.type == 'User' || github.event.sender.type == 'Bot'", []],
  ])("%s", async (condition, expected) => {
    expect(await faultsUnder(condition)).toEqual(expected);
  });
});

describe("a repository whose name nothing says", () => {
  const around: Around = { repository: null };
  test.each<[string, string[]]>([
    ["github.repository == 'acme/app'", depends("github.repository")],
    ["github.repository == 'owner/name'", depends("github.repository")],
    ["github.repository != 'acme/app'", depends("github.repository")],
    ["'acme/app' == github.repository", depends("github.repository")],
    ["!startsWith(github.repository, 'acme/')", depends("github.repository")],
    ["github.event.repository.full_name == 'acme/app'", depends("github.repository")],
    ["github.repository_owner == 'acme'", depends("github.repository_owner")],
    ["github.repository == github.event.repository.full_name", []],
    [
      "github.event.pull_request.head.repo.full_name == github.repository || github.event_name == 'push'",
      [left("change", "a pull request from a fork")],
    ],
    ["github.event.repository.fork", [push, change]],
  ])("%s", async (condition, expected) => {
    expect(await faultsUnder(condition, "step", around)).toEqual(expected);
  });
});

test("nothing that the workflow says is taken for somebody", async () => {
  const workflow = (name: string) =>
    `on: [push, pull_request]\njobs:\n  gate:\n    runs-on: x\n    steps:\n      - run: gate\n        if: env.NAME == github.actor || endsWith(github.actor, '[bot]')\n        env: { NAME: "${name}" }\n`;
  expect(await faultsIn(workflow("\u{E001}"))).toEqual(depends("env.NAME"));
  expect(await faultsIn(workflow("alice"))).toEqual([push, changeOfPeople]);
});

test("another default branch", async () => {
  expect(
    await faultsUnder("github.ref == 'refs/heads/trunk' || github.base_ref == 'trunk'", "job", { branch: "trunk" }),
  ).toEqual([]);
});
