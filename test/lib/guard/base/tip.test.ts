import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type AskedBase, askedBase, resolveBase } from "../../../../lib/guard/base/index.ts";
import { repo, runGit } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

/** A target that went on after `old`, a change that began at its end, and what the two become. */
const history = () => {
  const fixture = repo({ a: "1" });
  const old = fixture.git("rev-parse", "HEAD");
  fixture.commit({ a: "2" });
  const tip = fixture.git("rev-parse", "HEAD");
  fixture.git("checkout", "--quiet", "-b", "change");
  fixture.commit({ b: "1" });
  fixture.git("commit", "--quiet", "--amend", "--message", `tree a\nparent ${old}\nparent b`);
  const change = fixture.git("rev-parse", "HEAD");
  fixture.git("checkout", "--quiet", "--detach", tip);
  fixture.git("merge", "--quiet", "--no-ff", "--no-edit", change);
  const merge = fixture.git("rev-parse", "HEAD");
  // What a change becomes that takes in the target: of this one the first parent is its own.
  const back = fixture.git("commit-tree", `${change}^{tree}`, "-p", change, "-p", tip, "-m", "back");
  for (const [name, commit] of Object.entries({ merge, back }))
    fixture.git("update-ref", `refs/pull/12/${name}`, commit);
  fixture.git("config", "uploadpack.allowAnySHA1InWant", "true");
  return { fixture, old, tip, change, merge, back };
};

type History = Omit<ReturnType<typeof history>, "fixture">;

/** A runner's directory in which an earlier job has fetched the branch as it was at `remote`, and this one what is checked out. */
const reused = (from: string, depth: string[], { remote, head }: { remote: string; head: string }): string => {
  const dir = join(temporary(), "reused");
  runGit(from, ["init", "--quiet", dir]);
  runGit(dir, ["remote", "add", "origin", `file://${from}`]);
  for (const refspec of [`+${remote}:refs/remotes/origin/main`, `+${head}:refs/remotes/head`])
    runGit(dir, ["fetch", "--quiet", "--no-tags", ...depth, "origin", refspec]);
  runGit(dir, ["checkout", "--quiet", "--detach", head]);
  return dir;
};

const eventFile = (text: string): string => join(temporary({ "event.json": text }), "event.json");
const eventOf = (sha: unknown): string => eventFile(JSON.stringify({ pull_request: { base: { sha } } }));
const asked = (env: NodeJS.ProcessEnv): AskedBase => askedBase({}, env) as AskedBase;

const github = { GITHUB_BASE_REF: "main", GITHUB_EVENT_NAME: "pull_request", GITHUB_REF: "refs/pull/12/merge" };
const gitlab = { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" };

const depths: [string, string[]][] = [
  ["all of history", []],
  ["one commit", ["--depth=1"]],
  ["two", ["--depth=2"]],
  ["fifty", ["--depth=50"]],
];

const envs: [string, (of: History) => { env: NodeJS.ProcessEnv; head: string }][] = [
  [
    "the merge that GitHub made",
    ({ merge }) => ({
      env: { ...github, GITHUB_SHA: merge, GITHUB_EVENT_PATH: eventFile("not asked") },
      head: merge,
    }),
  ],
  [
    "GitHub's event, where the change itself is checked out",
    ({ merge, tip, change }) => ({
      env: { ...github, GITHUB_SHA: merge, GITHUB_EVENT_PATH: eventOf(tip) },
      head: change,
    }),
  ],
  ...["refs/pull/12/head", "refs/heads/refs/pull/12/merge", "refs/pull/12/merge/x"].map(
    (ref): (typeof envs)[number] => [
      `GitHub's event, where the reference is ${ref}`,
      ({ tip, back }) => ({
        env: { ...github, GITHUB_REF: ref, GITHUB_SHA: back, GITHUB_EVENT_PATH: eventOf(tip) },
        head: back,
      }),
    ],
  ),
  [
    "pull_request_target, though its event knows an older one",
    ({ tip, old, change }) => ({
      env: {
        ...{ ...github, GITHUB_EVENT_NAME: "pull_request_target", GITHUB_REF: "refs/heads/main" },
        ...{ GITHUB_SHA: tip, GITHUB_EVENT_PATH: eventOf(old) },
      },
      head: change,
    }),
  ],
  [
    "the event of pull_request_target, where nothing else says it",
    ({ tip, change }) => ({
      env: { ...github, GITHUB_EVENT_NAME: "pull_request_target", GITHUB_SHA: "", GITHUB_EVENT_PATH: eventOf(tip) },
      head: change,
    }),
  ],
  [
    "GitHub's event, where what was made is no merge",
    ({ tip, change }) => ({
      env: { ...github, GITHUB_SHA: change, GITHUB_EVENT_PATH: eventOf(tip) },
      head: change,
    }),
  ],
];

describe.each(envs)("what is named by %s", (_, envOf) => {
  test.each(depths)("is lacking in an old copy of the branch: E_BASE, with %s", (_, depth) => {
    const { fixture, ...of } = history();
    using _fixture = fixture;
    const { env, head } = envOf(of);
    const dir = reused(fixture.dir, depth, { remote: of.old, head });
    expect(() => resolveBase(asked(env), dir)).toThrow(
      expect.objectContaining({
        ...{ code: "E_BASE", exit: 3 },
        message: `Cannot use this clone's copy of the base "main" (GITHUB_BASE_REF): it lacks ${of.tip.slice(0, 12)}, which the CI names`,
        hint: expect.stringMatching(/^git fetch .*origin \+refs\/heads\/main:refs\/remotes\/origin\/main$/),
      }),
    );
  });

  test.each(depths)("is what the branch is at, with %s", (_, depth) => {
    const { fixture, ...of } = history();
    using _fixture = fixture;
    const { env, head } = envOf(of);
    expect(resolveBase(asked(env), reused(fixture.dir, depth, { remote: of.tip, head }))).toBe(of.tip);
  });

  test("is no branch of its own where there is none: E_BASE", () => {
    const { fixture, ...of } = history();
    using _fixture = fixture;
    const { env, head } = envOf(of);
    const dir = reused(fixture.dir, [], { remote: of.tip, head });
    runGit(dir, ["update-ref", "-d", "refs/remotes/origin/main"]);
    expect(() => resolveBase(asked(env), dir)).toThrow('Cannot find the base "main" (GITHUB_BASE_REF) in this clone');
  });

  test("is held by a branch that went on", () => {
    const { fixture, ...of } = history();
    using _fixture = fixture;
    const { env, head } = envOf(of);
    fixture.git("checkout", "--quiet", "main");
    fixture.commit({ a: "3" });
    const remote = fixture.git("rev-parse", "HEAD");
    expect(resolveBase(asked(env), reused(fixture.dir, [], { remote, head }))).toBe(remote);
  });
});

test.each<[string, (of: History) => NodeJS.ProcessEnv]>([
  ["GitLab's merge base", ({ tip }) => ({ ...gitlab, CI_MERGE_REQUEST_DIFF_BASE_SHA: tip })],
  [
    "the target's commit, where GitLab names it",
    ({ tip, old }) => ({ ...gitlab, CI_MERGE_REQUEST_TARGET_BRANCH_SHA: tip, CI_MERGE_REQUEST_DIFF_BASE_SHA: old }),
  ],
  [
    "a commit's name that is cut short",
    ({ tip }) => ({
      ...{ BITBUCKET_PR_ID: "7", BITBUCKET_PR_DESTINATION_BRANCH: "main" },
      BITBUCKET_PR_DESTINATION_COMMIT: tip.slice(0, 12),
    }),
  ],
])("%s judges where the copy of the branch is older, and is E_BASE where it is not here", (_, envOf) => {
  const { fixture, ...of } = history();
  using _fixture = fixture;
  const env = envOf(of);
  const dir = reused(fixture.dir, [], { remote: of.old, head: of.change });
  expect(resolveBase(asked(env), dir)).toBe(of.tip);
  const shallow = reused(fixture.dir, ["--depth=1"], { remote: of.old, head: of.change });
  const rest = { ...env, CI_MERGE_REQUEST_DIFF_BASE_SHA: of.tip };
  expect(() => resolveBase(asked(rest), shallow)).toThrow(expect.objectContaining({ code: "E_BASE", exit: 3 }));
  const current = reused(fixture.dir, ["--depth=1"], { remote: of.tip, head: of.change });
  expect(resolveBase(asked(env), current)).toBe(of.tip);
});

test.each<[string, () => NodeJS.ProcessEnv]>([
  ["no event and no merge", () => ({ GITHUB_EVENT_PATH: "", GITHUB_SHA: "" })],
  ["a commit that is not here", () => ({ GITHUB_SHA: "f".repeat(40) })],
  ["an event of something else", () => ({ GITHUB_EVENT_PATH: eventFile('{"pull_request":null}') })],
  ["an event without a base", () => ({ GITHUB_EVENT_PATH: eventFile('{"pull_request":{"base":null}}') })],
  ["an event whose base is no commit", () => ({ GITHUB_EVENT_PATH: eventOf("main") })],
])("of %s nothing is known, and the branch is where it is", (_, env) => {
  const { fixture, old, change } = history();
  using _fixture = fixture;
  const dir = reused(fixture.dir, [], { remote: old, head: change });
  expect(resolveBase(asked({ ...github, ...env() }), dir)).toBe(old);
});

test.each<[string, () => string]>([
  ["is missing", () => "/nowhere/event.json"],
  ["is a directory", () => temporary()],
  ["is no JSON", () => eventFile("{")],
  ["is nothing", () => eventFile("null")],
  ["is a number", () => eventFile("7")],
])("an event that %s is E_BASE", (_, path) => {
  const { fixture, tip, change } = history();
  using _fixture = fixture;
  const dir = reused(fixture.dir, [], { remote: tip, head: change });
  expect(() => resolveBase(asked({ ...github, GITHUB_EVENT_PATH: path() }), dir)).toThrow(
    expect.objectContaining({
      code: "E_BASE",
      message: expect.stringContaining("Cannot read the event of the pull request"),
      hint: expect.stringContaining("GITHUB_EVENT_PATH"),
    }),
  );
});
