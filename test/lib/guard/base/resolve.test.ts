import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type AskedBase, askedBase, resolveBase } from "../../../../lib/guard/base/index.ts";
import { repo, runGit, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const named = (base: string): AskedBase => askedBase({ base }, {}) as AskedBase;
const branch = (name: string, commits: string[] = []): AskedBase => ({
  from: "GITHUB_BASE_REF",
  name,
  branch: name,
  commits,
});

const clone = (from: TestRepo, ...args: string[]): string => {
  const dir = join(temporary(), "clone");
  runGit(from.dir, ["clone", "--quiet", ...args, `file://${from.dir}`, dir]);
  return dir;
};

describe("resolveBase", () => {
  test("finds branches, tags, commits, revisions, and the remote's branch for a pull request", () => {
    using fixture = repo({ a: "1" });
    const first = fixture.git("rev-parse", "HEAD");
    fixture.git("tag", "--annotate", "--message", "v1", "v1");
    fixture.commit({ a: "2" });
    const second = fixture.git("rev-parse", "HEAD");
    for (const [name, commit] of [
      ["main", second],
      ["v1", first],
      ["HEAD~1", first],
      ["main~1", first],
      ["refs/heads/main~1", first],
      ["main^{/fixture}", second],
      [first, first],
      [first.slice(0, 10), first],
      ["refs/heads/main", second],
    ] as const)
      expect(resolveBase(named(name), fixture.dir), name).toBe(commit);
    const dir = clone(fixture);
    expect(resolveBase(branch("main"), dir)).toBe(second);
    expect(resolveBase(named("origin/main"), dir)).toBe(second);
  });

  test("a branch of the remote's is meant by its own name alone", () => {
    using fixture = repo({ a: "1" });
    fixture.git("update-ref", "refs/remotes/origin/undefined", "HEAD");
    fixture.commit({ a: "2" });
    expect(resolveBase(named("main"), fixture.dir)).toBe(fixture.git("rev-parse", "HEAD"));
  });

  test("a pull request's base is never a local branch of that name, which the candidate may have made", () => {
    using fixture = repo({ a: "1" });
    expect(() => resolveBase(branch("main"), fixture.dir)).toThrow('Cannot find the base "main" (GITHUB_BASE_REF)');
  });

  test.each(["HEAD", "main", "HEAD~0"])("in a pull request, %s is HEAD itself and no base", (name) => {
    using fixture = repo({ a: "1" });
    const head = fixture.git("rev-parse", "HEAD");
    fixture.commit({ a: "2" });
    const asked = (base: string) => askedBase({ base }, { GITHUB_EVENT_NAME: "pull_request" }) as AskedBase;
    expect(() => resolveBase(asked(name), fixture.dir)).toThrow(
      expect.objectContaining({ code: "E_BASE", message: expect.stringContaining("by itself") }),
    );
    expect(resolveBase(asked("HEAD~1"), fixture.dir)).toBe(head);
    expect(resolveBase(named(name), fixture.dir)).toBe(fixture.git("rev-parse", "HEAD"));
  });

  test.each<[string, (head: string) => NodeJS.ProcessEnv]>([
    ["the merge queue", (head) => ({ GITHUB_REF: `refs/heads/gh-readonly-queue/main/pr-7-${head}` })],
    ["a merge request's merge base", (head) => ({ CI_MERGE_REQUEST_DIFF_BASE_SHA: head })],
    [
      "the merge base for a branch that is not here",
      (head) => ({ CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main", CI_MERGE_REQUEST_DIFF_BASE_SHA: head }),
    ],
  ])("a commit that the environment names is none when it is HEAD itself: %s", (_, env) => {
    using fixture = repo({ a: "1" });
    const first = fixture.git("rev-parse", "HEAD");
    fixture.commit({ a: "2" });
    const asked = (commit: string) => askedBase({}, env(commit)) as AskedBase;
    expect(() => resolveBase(asked(fixture.git("rev-parse", "HEAD")), fixture.dir)).toThrow(
      expect.objectContaining({ code: "E_BASE", message: expect.stringContaining("by itself") }),
    );
    expect(resolveBase(asked(first), fixture.dir)).toBe(first);
  });

  describe("pull_request_target, which checks out the target", () => {
    const inTarget = (args: { base?: string }, event = "pull_request_target") =>
      askedBase(args, { GITHUB_EVENT_NAME: event, GITHUB_BASE_REF: "main" }) as AskedBase;
    const isRefused = expect.objectContaining({
      code: "E_BASE",
      exit: 3,
      message: expect.stringContaining("not here"),
    });

    test.each<[string, number]>([
      ["is its last commit", 0],
      ["is one that it has left behind since", 1],
    ])("has no base where HEAD %s", (_, behind) => {
      using fixture = repo({ a: "1" });
      fixture.commit({ a: "2" });
      const dir = clone(fixture);
      runGit(dir, ["checkout", "--quiet", "--detach", `HEAD~${behind}`]);
      expect(() => resolveBase(inTarget({}), dir)).toThrow(isRefused);
      expect(() => resolveBase(inTarget({ base: "origin/main" }), dir)).toThrow(
        expect.objectContaining({ code: "E_BASE", exit: 3 }),
      );
      // One that was merged by moving the target forward is there, and is what it is.
      expect(resolveBase(inTarget({}, "pull_request"), dir)).toBe(fixture.git("rev-parse", "main"));
    });

    test.each<[string, string[]]>([
      ["the pull request's own commit", []],
      ["what it becomes when it is merged", ["merge", "--quiet", "--no-ff", "--no-edit", "candidate"]],
    ])("has one where %s was checked out", (_, merge) => {
      using fixture = repo({ a: "1" });
      const base = fixture.git("rev-parse", "HEAD");
      const dir = clone(fixture);
      runGit(dir, ["checkout", "--quiet", "-b", "candidate"]);
      runGit(dir, ["commit", "--quiet", "--allow-empty", "--message", "x"]);
      if (merge.length > 0) for (const args of [["checkout", "--quiet", "main"], merge]) runGit(dir, args);
      for (const asked of [inTarget({}), inTarget({ base: "origin/main" })]) expect(resolveBase(asked, dir)).toBe(base);
    });
  });

  test("a pull request is never that of a submodule, in whose place the candidate may have put a directory's judge", () => {
    using inner = repo({ a: "1" });
    using outer = repo({ b: "1" });
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.dir, "ci");
    const dir = join(outer.dir, "ci");
    const asked = askedBase({ base: "origin/main" }, { GITHUB_EVENT_NAME: "pull_request" }) as AskedBase;
    const queued: AskedBase = { from: "GITHUB_REF", name: "main", revision: "origin/main", commits: [] };
    for (const one of [branch("main"), asked, queued])
      expect(() => resolveBase(one, dir)).toThrow(
        expect.objectContaining({ code: "E_BASE", message: expect.stringContaining("submodule") }),
      );
    expect(resolveBase(named("origin/main"), dir)).toBe(inner.git("rev-parse", "HEAD"));
  });

  /** What an error says about mending it. */
  const hintOf = (asked: AskedBase, dir: string): unknown => {
    try {
      return resolveBase(asked, dir);
    } catch (error) {
      return (error as { hint?: string }).hint;
    }
  };

  test("the hint fetches the branch that is meant, or all that there is", () => {
    using fixture = repo({ a: "1" });
    fixture.git("remote", "add", "upstream", "file:///nowhere");
    fixture.git("remote", "add", "origin", "file:///nowhere");
    const branchOf = (name: string) => `+refs/heads/${name}:refs/remotes/origin/${name}`;
    for (const [asked, fetched] of [
      [branch("release/1.0"), ` ${branchOf("release/1.0")}`],
      [branch("a b"), ` '${branchOf("a b")}'`],
      [named("origin/main"), ` ${branchOf("main")}`],
      [named("refs/remotes/origin/main"), ` ${branchOf("main")}`],
      [named("upstream/origin/main"), ""],
      [named("origin/main^2"), ""],
      [named("v1"), ""],
    ] as const)
      expect(hintOf(asked, fixture.dir), asked.name).toBe(`git fetch --no-tags origin${fetched}`);
  });

  test("without a remote to fetch from, the hint names what this clone has", () => {
    using fixture = repo({ a: "1" });
    const hint = (asked: AskedBase) => hintOf(asked, fixture.dir);
    expect(hint(branch("main"))).toContain("--base main");
    expect(hint(branch("release"))).toContain("--base with a branch");
    expect(hint(named("v1"))).toBe("git fetch --no-tags origin");
    fixture.git("remote", "add", "upstream", "file:///nowhere");
    expect(hint(branch("main"))).toContain("--base upstream/main");
    expect(hint(named("origin/main"))).toContain("--base upstream/main");
  });

  test("a commit of the CI's variables stands in where the branch was not fetched", () => {
    using fixture = repo({ a: "1" });
    const commit = fixture.git("rev-parse", "HEAD");
    fixture.commit({ a: "2" });
    expect(resolveBase(branch("main", ["f".repeat(40), commit]), fixture.dir)).toBe(commit);
  });

  test.each(["nowhere", "f".repeat(40), "HEAD~9", "HEAD:a", "a..b", "^main", "main^{tree}"])(
    "%s is E_BASE, exit 3",
    (name) => {
      using fixture = repo({ a: "1" });
      expect(() => resolveBase(named(name), fixture.dir)).toThrow(
        expect.objectContaining({ code: "E_BASE", exit: 3, hint: expect.stringContaining("git fetch") }),
      );
    },
  );

  test("the hint of a shallow clone mends it", () => {
    using fixture = repo({ a: "1" });
    fixture.git("branch", "feature");
    fixture.commit({ a: "2" });
    const dir = clone(fixture, "--depth", "1", "--branch", "feature");
    let hint = "";
    try {
      resolveBase(branch("main"), dir);
    } catch (error) {
      hint = (error as { hint: string }).hint;
    }
    expect(hint).toBe("git fetch --no-tags --unshallow origin +refs/heads/main:refs/remotes/origin/main");
    runGit(dir, hint.split(" ").slice(1));
    expect(resolveBase(branch("main"), dir)).toBe(fixture.git("rev-parse", "main"));
  });

  test("a tag that is called like the branch makes the name ambiguous, unless both are one commit", () => {
    using fixture = repo({ a: "1" });
    fixture.git("tag", "main");
    expect(resolveBase(named("main"), fixture.dir)).toBe(fixture.git("rev-parse", "refs/heads/main"));
    fixture.commit({ a: "2" });
    expect(() => resolveBase(named("main"), fixture.dir)).toThrow("several commits");
    expect(hintOf(named("main"), fixture.dir)).toBe("give one of: refs/heads/main, refs/tags/main");
    expect(resolveBase(named("refs/heads/main"), fixture.dir)).toBe(fixture.git("rev-parse", "refs/heads/main"));
  });
  test("names that only begin like it make no name ambiguous", () => {
    using fixture = repo({ a: "1" });
    const first = fixture.git("rev-parse", "HEAD");
    fixture.git("branch", "feature");
    fixture.commit({ a: "2" });
    fixture.git("tag", "feature/x");
    expect(resolveBase(named("feature"), fixture.dir)).toBe(first);
  });
});
