import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readWorkState } from "../../../../lib/guard/attest/work-state.ts";
import { type RepoFiles, repo, type TestRepo } from "../../../support/repo.ts";

const fixture = (
  files: RepoFiles = { "a.txt": "a\n", "dir/b.txt": "b\n", ".gitignore": "*.log\n/runs/\n" },
): TestRepo => {
  const made = repo(files);
  onTestFinished(made.dispose);
  return made;
};
const stateOf = (made: TestRepo, cwd = made.dir) => readWorkState({ cwd, outDir: join(made.dir, "bundles") });

describe("readWorkState", () => {
  test("of a clean checkout is the commit's own tree", async () => {
    const made = fixture();
    const commit = made.git("rev-parse", "HEAD");
    const tree = made.git("rev-parse", "HEAD^{tree}");
    expect(await stateOf(made)).toEqual({ commit, tree, isCommit: true, untracked: null });
    expect(await stateOf(made, join(made.dir, "dir"))).toEqual({ commit, tree, isCommit: true, untracked: null });
  });

  const changes: [string, (made: TestRepo) => void][] = [
    ["a changed file", (made) => made.write({ "a.txt": "other\n" })],
    ["a deleted file", (made) => rmSync(join(made.dir, "a.txt"))],
    ["a file that became executable", (made) => made.write({ "a.txt": { mode: 0o755, content: "a\n" } })],
    [
      "a staged file",
      (made) => {
        made.write({ "c.txt": "c\n" });
        made.git("add", "c.txt");
      },
    ],
    [
      "a file that is only announced",
      (made) => {
        made.write({ "c.txt": "" });
        made.git("add", "-N", "c.txt");
      },
    ],
    [
      "a changed file that git is told to overlook",
      (made) => {
        made.git("update-index", "--assume-unchanged", "a.txt");
        made.write({ "a.txt": "other\n" });
      },
    ],
    [
      "a changed file that a sparse checkout claims to leave out",
      (made) => {
        made.git("update-index", "--skip-worktree", "a.txt");
        made.write({ "a.txt": "other\n" });
      },
    ],
  ];
  test.each(changes)("sees %s, and writes nothing into the repository", async (_, change) => {
    const made = fixture();
    const clean = await stateOf(made);
    change(made);
    const before = [made.git("count-objects", "-v"), execFileSync("sha256sum", [join(made.dir, ".git/index")])];
    const state = await stateOf(made);
    expect(state).toMatchObject({ commit: clean.commit, isCommit: false, untracked: null });
    expect(state.tree).not.toBe(clean.tree);
    expect([made.git("count-objects", "-v"), execFileSync("sha256sum", [join(made.dir, ".git/index")])]).toEqual(
      before,
    );
    expect(readdirSync(join(made.dir, ".git")).filter((name) => name.endsWith(".lock"))).toEqual([]);
  });

  const strangers: [string, (made: TestRepo) => void, boolean][] = [
    ["a file", (made) => made.write({ "new.txt": "x" }), true],
    ["a file in a new directory", (made) => made.write({ "new/deep/x.txt": "x" }), true],
    ["a link", (made) => symlinkSync("a.txt", join(made.dir, "link")), true],
    ["an ignored file", (made) => made.write({ "x.log": "x" }), false],
    ["an empty directory", (made) => mkdirSync(join(made.dir, "empty")), false],
    ["a bundle", (made) => made.write({ "bundles/1/manifest.json": "{}" }), false],
  ];
  test.each(strangers)("untracked: %s", async (_, change, counts) => {
    const made = fixture();
    change(made);
    const state = await stateOf(made);
    expect([state.isCommit, state.untracked !== null]).toEqual([true, counts]);
  });

  test("tells untracked files by path and content, not by time", async () => {
    const made = fixture();
    const digest = async (files: RepoFiles) => {
      made.write(files);
      return (await stateOf(made)).untracked;
    };
    const one = await digest({ "n.txt": "x" });
    utimesSync(join(made.dir, "n.txt"), 1, 1);
    expect((await stateOf(made)).untracked).toBe(one);
    const two = await digest({ "n.txt": "y" });
    const three = await digest({ "m.txt": "x" });
    expect(new Set([one, two, three]).size).toBe(3);
  });

  test("a link is not the file whose content is its target", async () => {
    const [linked, plain] = [fixture(), fixture()];
    symlinkSync("a.txt", join(linked.dir, "n"));
    plain.write({ n: "a.txt" });
    expect((await stateOf(linked)).untracked).not.toBe((await stateOf(plain)).untracked);
  });

  test("there is one before the first commit, and during a conflict", async () => {
    const empty = fixture({});
    empty.write({ "a.txt": "a" });
    empty.git("add", "a.txt");
    expect(await stateOf(empty)).toMatchObject({ commit: null, isCommit: false });
    const made = fixture();
    made.git("checkout", "--quiet", "-b", "other");
    made.commit({ "a.txt": "theirs\n" });
    made.git("checkout", "--quiet", "main");
    made.commit({ "a.txt": "ours\n" });
    expect(() => made.git("merge", "other")).toThrow();
    expect(await stateOf(made)).toMatchObject({ isCommit: false });
  });

  test("runs no hook of the repository and no monitor of the file system", async () => {
    const made = fixture();
    const spy = join(made.dir, ".git/spy");
    made.write({ ".git/hooks/post-index-change": { mode: 0o755, content: `#!/bin/sh\ntouch ${spy}\n` } });
    made.git("config", "core.fsmonitor", `touch ${spy}; false`);
    made.write({ "a.txt": "other\n" });
    await stateOf(made);
    expect(readdirSync(join(made.dir, ".git"))).not.toContain("spy");
  });

  test("outside a repository it says so", async () => {
    const made = fixture();
    rmSync(join(made.dir, ".git"), { recursive: true });
    await expect(stateOf(made)).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
  });
});
