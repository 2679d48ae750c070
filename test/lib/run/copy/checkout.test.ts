import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkOut } from "../../../../lib/run/copy/index.ts";
import { type RepoFiles, repo, runGit } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const fresh = (files: RepoFiles = { a: "1\n", "d/b": "2\n" }) => {
  const made = repo(files);
  onTestFinished(() => made.dispose());
  return made;
};

const copy = async (repository: string, more: Partial<Parameters<typeof checkOut>[0]> = {}) => {
  const dir = join(temporary(), "deep/copy");
  const commit = runGit(repository, ["rev-parse", "HEAD"]);
  const checkout = await checkOut({ repository, commit, branch: "main", dir, reversed: false, ...more });
  return { dir, checkout, git: (...args: string[]) => runGit(dir, args) };
};

describe("checkOut", () => {
  test("makes a clean work tree on the same branch, with the same tags and history", async () => {
    const { dir, git } = fresh();
    git("tag", "-a", "v1", "-m", "one");
    const made = await copy(dir);
    expect(made.git("status", "--porcelain", "--branch")).toBe("## main");
    expect(made.git("rev-parse", "HEAD")).toBe(git("rev-parse", "HEAD"));
    expect(made.git("describe")).toBe("v1");
    expect(made.git("fsck", "--strict")).toBe("");
    expect(readFileSync(join(made.dir, "d/b"), "utf8")).toBe("2\n");
    expect(made.checkout).toEqual({ submodules: [], pointers: [] });
  });

  test("leaves nothing in the repository, and a commit in the copy stays in the copy", async () => {
    const { dir, git } = fresh();
    const before = readdirSync(join(dir, ".git"), { recursive: true }).sort();
    const made = await copy(dir);
    writeFileSync(join(made.dir, "a"), "changed");
    made.git("commit", "--quiet", "--all", "--message", "in the copy");
    expect(readdirSync(join(dir, ".git"), { recursive: true }).sort()).toEqual(before);
    expect(git("log", "--oneline").split("\n")).toHaveLength(1);
  });

  test("of an older commit, with a detached head, or a branch whose name can't be used", async () => {
    const { dir, git, commit } = fresh();
    const older = git("rev-parse", "HEAD");
    commit({ a: "later\n" });
    const made = await copy(dir, { commit: older, branch: null });
    expect(readFileSync(join(made.dir, "a"), "utf8")).toBe("1\n");
    expect(made.git("rev-parse", "--abbrev-ref", "HEAD")).toBe("HEAD");
    for (const branch of ["../../x", "-x", "a..b", "x\n", ""])
      expect((await copy(dir, { commit: older, branch })).git("rev-parse", "HEAD")).toBe(older);
  });

  test("from a linked work tree, from a shallow clone, and from a borrowed one", async () => {
    const { dir, git, commit } = fresh();
    commit({ c: "3\n" });
    const tree = join(temporary(), "tree");
    git("worktree", "add", "--quiet", "-b", "other", tree);
    expect((await copy(tree, { branch: "other" })).git("status", "--porcelain")).toBe("");
    const shallow = join(temporary(), "shallow");
    runGit("/", ["clone", "--quiet", "--depth=1", `file://${dir}`, shallow]);
    expect((await copy(shallow)).git("log", "--oneline").split("\n")).toHaveLength(1);
    const shared = join(temporary(), "shared");
    runGit("/", ["clone", "--quiet", "--shared", dir, shared]);
    expect((await copy(shared)).git("status", "--porcelain")).toBe("");
  });

  test("writes files as the repository's settings say, by its own filters", async () => {
    const { dir, git } = fresh({ a: "1\n2\n", ".gitattributes": "f filter=up\n", f: "low\n" });
    git("config", "core.autocrlf", "true");
    git("config", "filter.up.smudge", 'tr a-z A-Z # "quoted" \\ and back');
    git("config", "filter.up.clean", "tr A-Z a-z");
    const made = await copy(dir);
    expect(readFileSync(join(made.dir, "a"), "utf8")).toBe("1\r\n2\r\n");
    expect(readFileSync(join(made.dir, "f"), "utf8")).toBe("LOW\r\n");
    expect(made.git("config", "filter.up.smudge")).toBe('tr a-z A-Z # "quoted" \\ and back');
    expect(made.git("status", "--porcelain")).toBe("");
  });

  test("runs no hook, wherever it is named", async () => {
    const { dir, git } = fresh();
    const hooks = temporary();
    for (const name of ["post-checkout", "post-index-change", "reference-transaction"])
      writeFileSync(join(hooks, name), '#!/bin/sh\ntouch "$0.ran"\n', { mode: 0o755 });
    git("config", "core.hooksPath", hooks);
    await copy(dir);
    expect(readdirSync(hooks).filter((name) => name.endsWith(".ran"))).toEqual([]);
  });

  test("works in a directory whose name git would have to quote", async () => {
    const { dir } = fresh();
    const odd = join(temporary(), '"od\nd#"');
    runGit("/", ["clone", "--quiet", dir, odd]);
    expect((await copy(odd)).git("status", "--porcelain")).toBe("");
  });

  test("names a missing commit, what is no commit, and a missing object", async () => {
    const { dir, git } = fresh();
    await expect(copy(dir, { commit: "0".repeat(40) })).rejects.toMatchObject({ code: "E_COMMIT_MISSING" });
    await expect(copy(dir, { commit: git("rev-parse", "HEAD:a") })).rejects.toMatchObject({ code: "E_COMMIT_MISSING" });
    const blob = git("rev-parse", "HEAD:a");
    const object = join(dir, ".git/objects", blob.slice(0, 2), blob.slice(2));
    expect(existsSync(object)).toBe(true);
    (await import("node:fs")).rmSync(object);
    git("config", "remote.origin.promisor", "true");
    await expect(copy(dir)).rejects.toMatchObject({
      code: "E_CLEAN_COPY",
      hint: expect.stringContaining("partial clone"),
    });
  });
});
