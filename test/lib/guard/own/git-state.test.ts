import { chmodSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openStates } from "../../../../lib/guard/own/git-state.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { repo } from "../../../support/repo.ts";

const text = (bytes: Buffer) => bytes.toString("utf8");

describe("openStates", () => {
  it("reads the index, and the work tree where it differs", async () => {
    using at = repo({ "a.txt": "one\n", "b.txt": "two\n", "c/d.txt": "three\n" });
    at.write({ "a.txt": "changed\n", "untracked.txt": "x" });
    const { index, workTree, changedOf } = await openStates(join(at.dir, "c"));
    expect(index.paths).toEqual(["a.txt", "b.txt", "c/d.txt"]);
    expect(index.paths.map((path) => text(index.read(path)))).toEqual(["one\n", "two\n", "three\n"]);
    expect(text(workTree.read("a.txt"))).toBe("changed\n");
    expect(text(workTree.read("b.txt"))).toBe("two\n");
    expect([...changedOf(index.paths)]).toEqual(["a.txt"]);
  });

  it("sees no difference in a file that was only touched, or deleted, or is now a link", async () => {
    using at = repo({ "a.txt": "one\n", "b.txt": "two\n", "c.txt": "three\n" });
    at.write({ "a.txt": "one\n" });
    rmSync(join(at.dir, "b.txt"));
    rmSync(join(at.dir, "c.txt"));
    symlinkSync("a.txt", join(at.dir, "c.txt"));
    const { index, workTree, changedOf } = await openStates(at.dir);
    expect([...changedOf(index.paths)]).toEqual([]);
    expect(text(workTree.read("b.txt"))).toBe("two\n");
    expect(text(workTree.read("c.txt"))).toBe("three\n");
  });

  it.each(["--assume-unchanged", "--skip-worktree"])("is not fooled by update-index %s", async (flag) => {
    using at = repo({ "a.txt": "one\n", "b.txt": "two\n" });
    at.git("update-index", flag, "a.txt", "b.txt");
    at.write({ "a.txt": "changed\n" });
    const { index, workTree, changedOf } = await openStates(at.dir);
    expect([...changedOf(["a.txt", "b.txt"])]).toEqual(["a.txt"]);
    expect([text(index.read("a.txt")), text(workTree.read("a.txt"))]).toEqual(["one\n", "changed\n"]);
  });

  it("reads what a filter makes of a file as git publishes it", async () => {
    using at = repo({ ".gitattributes": "*.txt text eol=crlf\n" });
    at.write({ "a.txt": "one\r\n" });
    at.git("add", ".");
    const { index, changedOf } = await openStates(at.dir);
    expect(text(index.read("a.txt"))).toBe("one\n");
    expect([...changedOf(index.paths)]).toEqual([]);
  });

  it("knows links, submodules and ignored files", async () => {
    using at = repo({ ".gitignore": "out/\n", "out/a": "x", link: { link: "out/a" } });
    at.git("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},vendor/sub`);
    const { index } = await openStates(at.dir);
    expect(index.facts("link")).toEqual({ kind: "link", ignored: false });
    expect(text(index.read("link"))).toBe("out/a");
    expect(index.facts("out/a")).toEqual({ kind: "file", ignored: true });
    expect(index.facts("vendor/sub")).toEqual({ kind: "submodule", ignored: false });
    expect(() => index.read("vendor/sub")).toThrow("it is a submodule");
  });

  it("can't read a path in a merge conflict", async () => {
    using at = repo({ "a.txt": "one\n" });
    at.git("checkout", "--quiet", "-b", "other");
    at.commit({ "a.txt": "two\n" });
    at.git("checkout", "--quiet", "main");
    at.commit({ "a.txt": "three\n" });
    expect(() => at.git("merge", "other")).toThrow();
    const { index } = await openStates(at.dir);
    expect(() => index.read("a.txt")).toThrow("it is in a merge conflict");
  });

  it("can't read what is not in this clone", async () => {
    using at = repo({ "a.txt": "one\n" });
    at.git("update-index", "--cacheinfo", `100644,${"2".repeat(40)},a.txt`);
    const { index } = await openStates(at.dir);
    expect(() => index.read("a.txt")).toThrow("its content is not in this clone");
  });

  it("reads what lies in the work tree as it is in the index, though git has it no more", async () => {
    using at = repo({ "a.txt": "one\n" });
    const blob = at.git("rev-parse", "HEAD:a.txt");
    rmSync(join(at.dir, ".git/objects", blob.slice(0, 2), blob.slice(2)));
    const { index } = await openStates(at.dir);
    expect(text(index.read("a.txt"))).toBe("one\n");
  });

  it("reads 64 MiB", async () => {
    using at = repo({ "a.bin": "x", "b.bin": "x" });
    for (const name of ["a.bin", "b.bin"]) truncateSync(join(at.dir, name), 64 * 2 ** 20);
    at.git("add", "b.bin");
    const { index, workTree } = await openStates(at.dir);
    expect([index.read("b.bin").length, workTree.read("a.bin").length]).toEqual([64 * 2 ** 20, 64 * 2 ** 20]);
  });

  it("can't read what git does not track", async () => {
    using at = repo({ "a.txt": "one\n", "b.txt": "two\n" });
    at.write({ "c.txt": "three\n" });
    const { index, workTree } = await openStates(at.dir);
    for (const state of [index, workTree]) expect(() => state.read("c.txt")).toThrow('git does not track "c.txt"');
    expect(() => index.facts("c.txt")).toThrow("git does not track");
  });

  it("gives the same bytes however often it is asked, though the files change meanwhile", async () => {
    using at = repo({ "a.txt": "one\n", "b.txt": "two\n" });
    at.write({ "a.txt": "changed\n", "b.txt": "changed, too\n" });
    const { workTree } = await openStates(at.dir);
    const read = () => ["a.txt", "b.txt"].map((path) => text(workTree.read(path)));
    expect(read()).toEqual(["changed\n", "changed, too\n"]);
    at.write({ "a.txt": "again\n", "b.txt": "again\n" });
    expect(read()).toEqual(["changed\n", "changed, too\n"]);
  });

  it("does not look at a file in the place of a link", async () => {
    using at = repo({ link: { link: "a" } });
    rmSync(join(at.dir, "link"));
    at.write({ link: "a file\n" });
    const { workTree, changedOf } = await openStates(at.dir);
    expect([text(workTree.read("link")), [...changedOf(["link"])]]).toEqual(["a", []]);
  });

  it.runIf(process.platform === "linux")("sorts names that are no UTF-8 as they are written", async () => {
    using at = repo({ z: "1\n" });
    writeFileSync(Buffer.concat([Buffer.from(`${at.dir}/`), Buffer.from([0xff])]), "2\n");
    at.git("add", ".");
    const { index } = await openStates(at.dir);
    expect(index.paths).toEqual([...index.paths].sort());
    expect(index.paths.map((path) => text(index.read(path)))).toEqual(["2\n", "1\n"]);
  });

  it("can't read more than 64 MiB, in the index or in the work tree", async () => {
    using at = repo({ "a.bin": "x", "b.bin": "x" });
    truncateSync(join(at.dir, "b.bin"), 64 * 2 ** 20 + 1);
    at.git("add", "b.bin");
    truncateSync(join(at.dir, "a.bin"), 64 * 2 ** 20 + 1);
    const { index, workTree, changedOf } = await openStates(at.dir);
    expect(() => index.read("b.bin")).toThrow("expected at most 67108864 bytes, found 67108865");
    expect(() => workTree.read("a.bin")).toThrow("expected at most 67108864 bytes");
    // So that a rule which asks for it meets the trouble.
    expect([...changedOf(["a.bin"])]).toEqual(["a.bin"]);
  });

  it("reads a file of 2 MiB in both", async () => {
    using at = repo({ "a.bin": Buffer.alloc(2 ** 21, 1) });
    at.write({ "a.bin": Buffer.alloc(2 ** 21, 2) });
    const { index, workTree } = await openStates(at.dir);
    expect([index.read("a.bin").at(-1), workTree.read("a.bin").at(-1)]).toEqual([1, 2]);
  });

  it("can't read what the system does not let it read", async () => {
    using at = repo({ "a.txt": "one\n" });
    at.write({ "a.txt": "two\n" });
    chmodSync(join(at.dir, "a.txt"), 0o000);
    const { workTree } = await openStates(at.dir);
    // To root no file is closed.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      expect(() => workTree.read("a.txt")).toThrow("it can't be read in the work tree: EACCES");
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it("looks at nothing in the work tree when what is staged is judged", async () => {
    using at = repo({ "a.txt": "one\n" });
    at.write({ "a.txt": "two\n" });
    at.git("add", ".");
    at.write({ "a.txt": "three\n" });
    const { index, workTree, changedOf } = await openStates(at.dir, takeSnapshot(at.dir, { staged: true }));
    expect([text(index.read("a.txt")), text(workTree.read("a.txt"))]).toEqual(["two\n", "two\n"]);
    expect([...changedOf(["a.txt"])]).toEqual([]);
  });

  it("tells commit, branch and tags, and their absence", async () => {
    using at = repo({ a: "x" });
    at.git("tag", "v2");
    at.git("tag", "v10");
    // Whatever order the repository wants to see.
    at.git("config", "tag.sort", "version:refname");
    const commit = at.git("rev-parse", "HEAD");
    expect((await openStates(at.dir)).index.git()).toEqual({ commit, branch: "main", tags: ["v10", "v2"] });
    // Nor how wide a person's screen is, nor that a name is given twice.
    at.git("config", "column.ui", "always");
    at.git("tag", "main");
    expect((await openStates(at.dir)).index.git()).toEqual({ commit, branch: "main", tags: ["main", "v10", "v2"] });
    at.git("tag", "--delete", "main");
    at.git("checkout", "--quiet", "--detach");
    expect((await openStates(at.dir)).index.git().branch).toBeNull();
    at.git("tag", "--delete", "v2", "v10");
    expect((await openStates(at.dir)).index.git().tags).toEqual([]);
    // A HEAD that leads to no branch has its whole name.
    at.git("update-ref", "refs/planted/refs/heads/x", commit);
    at.git("symbolic-ref", "HEAD", "refs/planted/refs/heads/x");
    expect((await openStates(at.dir)).index.git().branch).toBe("refs/planted/refs/heads/x");
    using empty = repo();
    expect((await openStates(empty.dir)).index.git()).toEqual({ commit: null, branch: "main", tags: [] });
  });

  it("throws E_NO_REPOSITORY outside of one", async () => {
    await expect(openStates("/")).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
  });
});
