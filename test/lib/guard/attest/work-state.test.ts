import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { readIndexState, readWorkState } from "../../../../lib/guard/attest/work-state.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { canonicalJson } from "../../../../lib/json.ts";
import { asSomebodyElse } from "../../../fail-open/machine.ts";
import { type RepoFiles, repo, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const fixture = (
  files: RepoFiles = { "a.txt": "a\n", "dir/b.txt": "b\n", ".gitignore": "*.log\n/runs/\n" },
): TestRepo => {
  const made = repo(files);
  onTestFinished(made.dispose);
  return made;
};

/** In the middle of a merge that can't be made. */
const conflicting = (): TestRepo => {
  const made = fixture();
  made.git("checkout", "--quiet", "-b", "other");
  made.commit({ "a.txt": "theirs\n" });
  made.git("checkout", "--quiet", "main");
  made.commit({ "a.txt": "ours\n" });
  expect(() => made.git("merge", "other")).toThrow();
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
      "a deleted file that git is told to overlook",
      (made) => {
        made.git("update-index", "--assume-unchanged", "a.txt");
        rmSync(join(made.dir, "a.txt"));
      },
    ],
    [
      "a changed file that both flags hide",
      (made) => {
        made.git("update-index", "--skip-worktree", "a.txt");
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

  test.each<[string, (made: TestRepo) => void]>([
    ["alone", (made) => rmSync(join(made.dir, "dir/b.txt"))],
    ["with its directory", (made) => rmSync(join(made.dir, "dir"), { recursive: true })],
    [
      "with its directory, in whose place a file is",
      (made) => {
        rmSync(join(made.dir, "dir"), { recursive: true });
        made.write({ dir: "runs" });
        made.write({ ".git/info/exclude": "dir\n" });
      },
    ],
  ])("a file that a sparse checkout leaves out is what the index says: %s", async (_, leaveOut) => {
    const made = fixture();
    const clean = await stateOf(made);
    made.git("update-index", "--skip-worktree", "dir/b.txt");
    leaveOut(made);
    expect(await stateOf(made)).toEqual(clean);
  });

  test("attack: a link that leads nowhere is no file that a sparse checkout leaves out", async () => {
    const made = fixture();
    made.git("update-index", "--skip-worktree", "a.txt");
    rmSync(join(made.dir, "a.txt"));
    symlinkSync("nowhere", join(made.dir, "a.txt"));
    expect(await stateOf(made)).toMatchObject({ isCommit: false });
  });

  test.skipIf(process.platform !== "linux").each(["--skip-worktree", "--assume-unchanged"])(
    "attack: a changed file whose name is not UTF-8, hidden by %s",
    async (flag) => {
      const made = fixture();
      const name = Buffer.from([0x61, 0xff]);
      const file = Buffer.concat([Buffer.from(`${made.dir}/`), name]);
      writeFileSync(file, "1");
      made.commit();
      const options = { cwd: made.dir, input: Buffer.concat([name, Buffer.from([0])]) };
      execFileSync("git", ["update-index", flag, "-z", "--stdin"], options);
      expect(await stateOf(made)).toMatchObject({ isCommit: true });
      writeFileSync(file, "2");
      expect(await stateOf(made)).toMatchObject({ isCommit: false });
    },
  );

  test("several files that git is told to overlook are all seen, whatever their names", async () => {
    const names = ["a\nb", "c d", "e", "s"];
    const made = fixture(Object.fromEntries(names.map((name) => [name, "1"])));
    for (const name of names) made.git("update-index", "--assume-unchanged", name);
    made.write({ "a\nb": "2", "c d": "2", e: "2" });
    rmSync(join(made.dir, "s"));
    const { tree } = await stateOf(made);
    for (const name of names) made.git("update-index", "--no-assume-unchanged", name);
    made.commit();
    expect(tree).toBe(made.git("rev-parse", "HEAD^{tree}"));
  });

  test("further files that are evidence don't count, wherever they lie; all others do", async () => {
    const made = fixture();
    made.write({ "runs.json": "1", "dir/r[1].json": "1", "dir/r1.json": "1" });
    const state = async (...leaveOut: string[]) =>
      (await readWorkState({ cwd: made.dir, outDir: join(made.dir, "none"), leaveOut })).untracked;
    const inside = ["runs.json", "dir/r[1].json", "dir/r1.json"].map((path) => join(made.dir, path));
    expect(await state(...inside)).toBeNull();
    // A name that git could take for a pattern stands for itself alone.
    const without = await state(...inside.slice(0, 2));
    expect(without).not.toBeNull();
    expect(await state(join(made.dir, "dir/r1.json"))).not.toBe(without);
    // Nothing is left out for a place that is none here: the top itself, one beside it, one that is not there.
    const all = await state();
    for (const path of [made.dir, join(made.dir, ".."), temporary({ x: "1" }), join(made.dir, "gone.json")])
      expect(await state(path)).toBe(all);
    // A directory whose name begins with two dots is one like any other.
    made.write({ "..a/x": "1" });
    expect(await state(join(made.dir, "..a"))).toBe(all);
  });

  test("evidence is found through a link, too", async () => {
    const made = fixture();
    made.write({ "out/1.json": "1" });
    const link = join(temporary(), "link");
    symlinkSync(join(made.dir, "out"), link);
    expect((await readWorkState({ cwd: made.dir, outDir: link })).untracked).toBeNull();
  });

  test("a repository within counts by its name; what can't be named or read is E_IO", async () => {
    const made = fixture();
    made.write({ "inner/x.txt": "1" });
    made.git("init", "--quiet", "inner");
    const { untracked } = await stateOf(made);
    made.write({ "inner/x.txt": "2" });
    expect([untracked === null, (await stateOf(made)).untracked]).toEqual([false, untracked]);
    made.write({ "a\ufffd": "" });
    await expect(stateOf(made)).rejects.toMatchObject({
      code: "E_IO",
      message: expect.stringContaining("its name is not valid UTF-8"),
      hint: "remove it, or put it into .gitignore",
    });
  });

  test.each<[string, number]>([
    ["new/x.txt", 0o000],
    ["new", 0o400],
  ])("an untracked file that nobody may read is E_IO (%s, mode %i)", async (path, mode) => {
    const made = fixture();
    made.write({ "new/x.txt": "1" });
    await asSomebodyElse(made.dir, async () => {
      chmodSync(join(made.dir, path), mode);
      try {
        await expect(stateOf(made)).rejects.toMatchObject({
          code: "E_IO",
          message: expect.stringMatching(/: the untracked "new\/x\.txt" can't be read \(.*EACCES/),
        });
      } finally {
        chmodSync(join(made.dir, path), 0o700);
      }
    });
  });

  test("a directory of tracked files that nobody may enter is E_IO: git takes what it can't see for unchanged", async () => {
    const made = fixture();
    const dir = join(made.dir, "dir");
    await asSomebodyElse(made.dir, async () => {
      chmodSync(dir, 0o600);
      try {
        await expect(stateOf(made)).rejects.toMatchObject({
          code: "E_IO",
          message: expect.stringMatching(/^Cannot say .*: the tracked "dir\/\." can't be read \(EACCES/),
          hint: "see to it that it can be read",
        });
      } finally {
        chmodSync(dir, 0o700);
      }
    });
  });

  test("the digest is of all of them, sorted, links by their target", async () => {
    const made = fixture();
    made.write({ b: "1", a: "2", "dir/n": "3", "\uffee": "4", "\u{1f600}": "5" });
    symlinkSync("gone", join(made.dir, "link"));
    const entries = [
      ["a", sha256("2"), false],
      ["b", sha256("1"), false],
      ["dir/n", sha256("3"), false],
      ["link", "gone", true],
      ["\u{1f600}", sha256("5"), false],
      ["\uffee", sha256("4"), false],
    ];
    expect((await stateOf(made, join(made.dir, "dir"))).untracked).toBe(sha256(canonicalJson(entries)));
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
    const made = conflicting();
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

describe("readWorkState of a repository with a submodule", () => {
  /** Two levels: `sub`, and `sub/deep` in it. */
  const nested = () => {
    const [deep, sub, made] = [fixture({ d: "1" }), fixture({ s: "1" }), fixture({ a: "1" })];
    const add = ({ git }: TestRepo, { dir }: TestRepo, path: string) =>
      git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", dir, path);
    add(sub, deep, "deep");
    sub.commit();
    add(made, sub, "sub");
    made.commit();
    made.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init", "--recursive");
    return made;
  };

  test.each(["sub/s", "sub/deep/d"])("sees a changed %s in it: no commit has that", async (path) => {
    const made = nested();
    const clean = await stateOf(made);
    expect(clean).toMatchObject({ isCommit: true, untracked: null });
    made.write({ [path]: "2" });
    const one = await stateOf(made);
    expect(one).toMatchObject({
      tree: clean.tree,
      isCommit: false,
      untracked: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    made.write({ [path]: "3" });
    expect((await stateOf(made)).untracked).not.toBe(one.untracked);
    made.write({ [path]: "1" });
    expect(await stateOf(made)).toEqual(clean);
  });

  test("sees a further file in it, and none that is evidence or that it ignores", async () => {
    const made = nested();
    const clean = await stateOf(made);
    made.write({ "sub/new": "", "sub/runs/x": "" });
    const state = (outDir: string) => readWorkState({ cwd: made.dir, outDir: join(made.dir, outDir) });
    const [one, other] = [await state("sub/runs"), await state("none")];
    expect(one).toEqual({ ...clean, untracked: expect.any(String) });
    expect(other.untracked).not.toBe(one.untracked);
    writeFileSync(join(made.dir, ".git/modules/sub/info/exclude"), "new\n/runs/\n");
    expect(await stateOf(made)).toEqual(clean);
  });

  test.skipIf(process.platform !== "linux")("can't say what lies in one whose name is not UTF-8", async () => {
    const made = fixture({ a: "1" });
    const name = Buffer.from([0x73, 0xff]);
    const inside = Buffer.concat([Buffer.from(`${made.dir}/`), name, Buffer.from("/.git")]);
    mkdirSync(inside, { recursive: true });
    const entry = Buffer.concat([Buffer.from(`160000 ${made.git("rev-parse", "HEAD")} 0\t`), name, Buffer.from([0])]);
    execFileSync("git", ["update-index", "-z", "--index-info"], { cwd: made.dir, input: entry });
    await expect(stateOf(made)).rejects.toMatchObject({
      code: "E_IO",
      message: expect.stringMatching(/: the submodule "s.+" can't be read \(its name is not valid UTF-8\)$/),
      hint: "give it another one",
    });
  });

  test("looks for none where it was never fetched, and for none behind a link", async () => {
    const made = nested();
    const clean = await stateOf(made);
    const dir = join(temporary(), "clone");
    made.git("clone", "--quiet", made.dir, dir);
    expect(await readWorkState({ cwd: dir, outDir: join(dir, "none") })).toEqual(clean);
    rmSync(join(made.dir, "sub"), { recursive: true });
    symlinkSync(".", join(made.dir, "sub"));
    expect(await stateOf(made)).toMatchObject({ isCommit: false, untracked: null });
  });
});

describe("readIndexState", () => {
  test("is the tree that is staged, and whether a commit has it", async () => {
    const made = fixture();
    const commit = made.git("rev-parse", "HEAD");
    const of = () => readIndexState(takeSnapshot(made.dir));
    expect(await of()).toEqual({ commit, tree: made.git("write-tree"), isCommit: true, untracked: null });
    made.write({ "a.txt": "staged\n", "new.txt": "" });
    made.git("add", "a.txt");
    made.write({ "a.txt": "other\n" });
    expect(await of()).toEqual({ commit, tree: made.git("write-tree"), isCommit: false, untracked: null });
  });

  test("there is one before the first commit, and none in a merge conflict", async () => {
    const empty = fixture({});
    empty.write({ "a.txt": "a" });
    empty.git("add", "a.txt");
    expect(await readIndexState(takeSnapshot(empty.dir))).toMatchObject({ commit: null, isCommit: false });
    const made = conflicting();
    await expect(readIndexState(takeSnapshot(made.dir))).rejects.toMatchObject({
      ...{ code: "E_STAGED", message: "Cannot say which tree was judged: what is staged holds a merge conflict" },
    });
  });
});
