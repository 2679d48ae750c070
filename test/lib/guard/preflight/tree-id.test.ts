import { chmodSync, cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, test, vi } from "vitest";
import { indexTree, judgedTree, trackedState } from "../../../../lib/guard/preflight/tree-id.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { type RepoFiles, repo, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

afterEach(() => void vi.unstubAllEnvs());

const made = (files?: RepoFiles): TestRepo => {
  const fixture = repo(files);
  onTestFinished(fixture.dispose);
  return fixture;
};

const judged = ({ dir }: TestRepo, staged = false) => judgedTree(takeSnapshot(dir, { staged, env: {} }));

/** A git before the real one that ends itself where `words` are asked for. */
const breakGit = (words: string): void => {
  const dir = temporary();
  const script = `#!/bin/sh\ncase "$*" in *${words}*) kill -9 $$;; esac\nPATH="\${PATH#*:}" exec git "$@"\n`;
  writeFileSync(join(dir, "git"), script);
  chmodSync(join(dir, "git"), 0o755);
  vi.stubEnv("PATH", `${dir}:${process.env["PATH"]}`);
};

describe("judgedTree", () => {
  it("names the index as a tree, and HEAD's commit", async () => {
    const at = made({ a: "1" });
    at.write({ a: "2" });
    at.git("add", "a");
    const names = { tree: at.git("write-tree"), commit: at.git("rev-parse", "HEAD") };
    expect(await judged(at)).toEqual({ ...names, dirty: false });
    expect(names.tree).not.toBe(at.git("rev-parse", "HEAD^{tree}"));
  });

  it("is found where the path of the repository has line breaks", async () => {
    const at = made({ a: "1" });
    const odd = join(temporary(), `x\n${at.git("rev-parse", "HEAD")}\ny`);
    cpSync(at.dir, odd, { recursive: true });
    const names = { tree: at.git("rev-parse", "HEAD^{tree}"), commit: at.git("rev-parse", "HEAD") };
    expect(await judgedTree(takeSnapshot(odd))).toEqual({ ...names, dirty: false });
  });

  it("has no commit before the first, and no tree during a merge conflict", async () => {
    const empty = made();
    expect(await judged(empty)).toEqual({ tree: empty.git("write-tree"), commit: null, dirty: false });
    empty.write({ a: "1" });
    empty.git("add", "a");
    expect(await judged(empty)).toEqual({ tree: empty.git("write-tree"), commit: null, dirty: false });
    const at = made({ a: "base" });
    at.git("checkout", "--quiet", "-b", "other");
    at.commit({ a: "theirs" });
    at.git("checkout", "--quiet", "main");
    at.commit({ a: "ours" });
    expect(() => at.git("merge", "--quiet", "other")).toThrow();
    const commit = at.git("rev-parse", "HEAD");
    expect(await judged(at)).toEqual({ tree: null, commit, dirty: true });
    expect(await judged(at, true)).toEqual({ tree: null, commit, dirty: false, staged: true });
  });

  test.each<[string, (at: TestRepo) => void, boolean]>([
    ["a file that is staged", (at) => [at.write({ a: "2" }), at.git("add", "a")], false],
    ["a file that is staged and goes", (at) => at.git("rm", "--quiet", "--cached", "a"), true],
    ["a file that is changed", (at) => at.write({ a: "2" }), true],
    [
      "a file that is staged and changed",
      (at) => [at.write({ a: "2" }), at.git("add", "a"), at.write({ a: "3" })],
      true,
    ],
    ["a file that git does not know", (at) => at.write({ b: "1" }), true],
    ["a file that git ignores", (at) => at.write({ "b.tmp": "1" }), false],
  ])("of %s: dirty is %s", async (_, change, dirty) => {
    const at = made({ a: "1", c: "1", ".gitignore": "*.tmp\n" });
    change(at);
    expect((await judged(at)).dirty).toBe(dirty);
    expect(await judged(at, true)).toMatchObject({ dirty: false, staged: true });
  });

  it("is dirty by a file that git does not know, whatever a person's own git shows", async () => {
    const at = made({ a: "1" });
    at.git("config", "status.showUntrackedFiles", "no");
    expect((await judged(at)).dirty).toBe(false);
    at.write({ b: "1" });
    expect((await judged(at)).dirty).toBe(true);
  });

  it("is dirty by what lies outside of the directory, too", async () => {
    const at = made({ "sub/a": "1", b: "1" });
    at.write({ b: "2" });
    expect((await judgedTree(takeSnapshot(join(at.dir, "sub")))).dirty).toBe(true);
  });

  it("knows the index alone when that is judged", async () => {
    const at = made({ a: "1" });
    breakGit("status");
    await expect(judged(at, true)).resolves.toMatchObject({ staged: true });
    await expect(judged(at)).rejects.toMatchObject({ code: "E_TOOL_FAILED" });
  });

  it("does not take a git that was ended for a conflict", async () => {
    const at = made({ a: "1" });
    breakGit("write-tree");
    await expect(indexTree(takeSnapshot(at.dir))).rejects.toMatchObject({ code: "E_TOOL_FAILED" });
  });

  it("can't decide without room for the copy, and says so", async () => {
    const at = made({ a: "1" });
    vi.stubEnv("TMPDIR", join(at.dir, "gone"));
    await expect(indexTree(takeSnapshot(at.dir))).rejects.toThrow("ENOENT");
  });

  it("leaves the repository as it is", async () => {
    const at = made({ a: "1" });
    at.write({ a: "2" });
    at.git("add", "a");
    const [index, objects] = [readFileSync(join(at.dir, ".git/index")), at.git("count-objects")];
    await judged(at);
    expect(readFileSync(join(at.dir, ".git/index"))).toEqual(index);
    expect([at.git("count-objects"), existsSync(join(at.dir, ".git/index.lock"))]).toEqual([objects, false]);
  });
});

it("a submodule that is another than the index has counts, whatever .gitmodules says", async () => {
  const [at, inner] = [made({ a: "1" }), made({ b: "1" })];
  at.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.dir, "inner");
  at.git("config", "--file", ".gitmodules", "submodule.inner.ignore", "all");
  at.git("add", "--all");
  const before = await trackedState(at.dir);
  expect((await judged(at)).dirty).toBe(false);
  at.write({ "inner/new": "1" });
  expect([(await judged(at)).dirty, (await trackedState(at.dir)) === before]).toEqual([true, true]);
  at.write({ "inner/b": "2" });
  expect([(await judged(at)).dirty, (await trackedState(at.dir)) === before]).toEqual([true, false]);
});

describe("trackedState", () => {
  test.each<[string, (at: TestRepo) => void, boolean]>([
    ["nothing", () => undefined, true],
    ["a look at the status", (at) => at.git("status"), true],
    ["a file that git does not know", (at) => at.write({ new: "1" }), true],
    ["a tracked file", (at) => at.write({ a: "2" }), false],
    ["a tracked file, with as many bytes", (at) => at.write({ "b.bin": Buffer.from([0, 2]) }), false],
    ["the index", (at) => at.git("rm", "--quiet", "--cached", "a"), false],
    ["a bit that makes git look away", (at) => at.git("update-index", "--assume-unchanged", "a"), false],
    ["a commit of the same tree", (at) => at.git("commit", "--quiet", "--allow-empty", "--message", "more"), false],
  ])("is moved by %s: same is %s", async (_, change, isSame) => {
    const at = made({ a: "1", "b.bin": Buffer.from([0, 1]), "sub/c": "1" });
    const before = await trackedState(join(at.dir, "sub"));
    change(at);
    expect((await trackedState(join(at.dir, "sub"))) === before).toBe(isSame);
  });

  it("can be asked before the first commit", async () => {
    await expect(trackedState(made().dir)).resolves.toBeTypeOf("string");
  });
});
