import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { askedBase, resolveBase } from "../../../../lib/guard/base/index.ts";
import { repo, runGit } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const gitlab = { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main", CI_PROJECT_ID: "20" };
const github = { GITHUB_BASE_REF: "main", GITHUB_REPOSITORY: "acme/app", GITHUB_SERVER_URL: "https://github.com" };

/** A clone of a fork whose `main` is what is judged: three commits, of which the first is the target's. */
const forked = () => {
  using fork = repo({ a: "1" });
  const first = fork.git("rev-parse", "HEAD");
  fork.commit({ a: "2" });
  const main = fork.git("rev-parse", "HEAD");
  const dir = join(temporary(), "clone");
  runGit(fork.dir, ["clone", "--quiet", `file://${fork.dir}`, dir]);
  runGit(dir, ["commit", "--quiet", "--allow-empty", "--message", "x"]);
  const base = (env: NodeJS.ProcessEnv) => {
    const asked = askedBase({}, env);
    if (asked === null) throw new Error("no base is asked for");
    return resolveBase(asked, dir);
  };
  return { first, main, dir, base };
};

describe("a merge request of a fork, in the fork's project", () => {
  const env = { ...gitlab, CI_MERGE_REQUEST_PROJECT_ID: "10" };

  test("is judged by the merge base that the runner names, not by the fork's branch", () => {
    const { first, main, base } = forked();
    expect(base({ ...env, CI_MERGE_REQUEST_DIFF_BASE_SHA: first })).toBe(first);
    for (const own of [{}, { CI_MERGE_REQUEST_PROJECT_ID: "20" }, { CI_PROJECT_ID: "" }])
      expect(base({ ...gitlab, ...own, CI_MERGE_REQUEST_DIFF_BASE_SHA: first })).toBe(main);
  });

  test.each<[string, NodeJS.ProcessEnv, string, string]>([
    [
      "its address",
      { CI_MERGE_REQUEST_PROJECT_URL: "https://git.example/acme/app" },
      'its "origin" is not https://git.example/acme/app',
      "git fetch --no-tags https://git.example/acme/app +refs/heads/main:refs/remotes/target/main, and give --base refs/remotes/target/main",
    ],
    [
      "a word in its place",
      { CI_MERGE_REQUEST_PROJECT_URL: "" },
      'its "origin" is not URL-OF-THE-TARGET',
      "git fetch --no-tags URL-OF-THE-TARGET +refs/heads/main:refs/remotes/target/main, and give --base refs/remotes/target/main",
    ],
  ])("has none without: the target is named by %s", (_, more, message, hint) => {
    const { base } = forked();
    expect(() => base({ ...env, ...more })).toThrow(
      expect.objectContaining({ code: "E_BASE", exit: 3, message: expect.stringContaining(message), hint }),
    );
  });
});

describe("a pull request in a checkout of", () => {
  const at = (origin: string | undefined, env: NodeJS.ProcessEnv = {}) => {
    const { main, dir, base } = forked();
    if (origin === undefined) runGit(dir, ["config", "--remove-section", "remote.origin"]);
    else runGit(dir, ["config", "remote.origin.url", origin]);
    return { main, found: () => base({ ...github, ...env }) };
  };

  test.each([
    ["https://github.com/somebody/app"],
    ["https://github.com/somebody/app.git"],
    ["https://github.com/other-acme/app"],
    ["git@github.com:somebody/app.git"],
  ])("another repository, %s, has no base", (origin) => {
    expect(at(origin).found).toThrow('its "origin" is not https://github.com/acme/app');
  });

  test.each<[string, NodeJS.ProcessEnv?]>([
    ["https://github.com/acme/app"],
    ["https://github.com/Acme/App.git"],
    ["git@github.com:acme/app"],
    // Those say nothing about the service's own names.
    ["https://mirror.example/somebody/app"],
    ["/srv/git/somebody.git"],
    ["file:///srv/git/somebody/app"],
    // Gitea below a directory of the host.
    ["https://git.example/gitea/acme/app", { GITHUB_SERVER_URL: "https://git.example/gitea" }],
    ["git@git.example:acme/app", { GITHUB_SERVER_URL: "https://git.example/gitea" }],
    ["https://github.com/somebody/app", { GITHUB_REPOSITORY: "" }],
    ["https://github.com/somebody/app", { GITHUB_SERVER_URL: "" }],
  ])("its own, %s, is judged by its branch", (origin, env) => {
    const { main, found } = at(origin, env);
    expect(found()).toBe(main);
  });

  test("a clone without a remote is judged by the branch that it knows", () => {
    const { main, found } = at(undefined);
    expect(found()).toBe(main);
  });
});
