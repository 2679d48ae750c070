import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { openSurface } from "../../../../lib/guard/surface/index.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { listTracked } from "../../../../lib/guard/surface/tracked.ts";
import { repo } from "../../../support/repo.ts";

describe("takeSnapshot", () => {
  it("sees the entries that listTracked sees, changes and ignored files included", async () => {
    using fixture = repo({ ".gitignore": "*.log\n", "a.log": "x", "dir/é": "y", "l\nf": { link: "a.log" }, z: "1" });
    const blob = fixture.git("rev-parse", ":z");
    const input = Buffer.from(`100644 ${blob} 0\tn\xff\0`, "latin1");
    execFileSync("git", ["update-index", "-z", "--index-info"], { cwd: fixture.dir, input });
    fixture.write({ z: "2" });
    rmSync(join(fixture.dir, "dir"), { recursive: true });
    const snapshot = takeSnapshot(fixture.dir);
    const { paths, at } = await snapshot.tracked();
    const ignored = await snapshot.ignored();
    const seen = paths.map((path, index) => ({ ...at(index), ignored: ignored.has(path) }));
    expect(seen).toEqual(listTracked(fixture.dir));
    expect(seen.map(({ path, isSame }) => [path, isSame])).toEqual([
      [".gitignore", true],
      ["a.log", true],
      ["dir/é", false],
      ["l\nf", true],
      ["n\\xff", false],
      ["z", false],
    ]);
    expect(() => at(paths.length)).toThrow(RangeError);
  });

  it("asks git once, and knows when the index is another one", async () => {
    using fixture = repo({ a: "x" });
    const snapshot = takeSnapshot(fixture.dir);
    const listing = await snapshot.listing();
    expect(snapshot.isCurrent()).toBe(true);
    fixture.commit({ b: "x" });
    expect(await snapshot.listing()).toBe(listing);
    expect(listing.entries).toHaveLength(1);
    expect(snapshot.isCurrent()).toBe(false);
  });

  it("knows where each path stands, also beside names that are not UTF-8", async () => {
    using fixture = repo({ a: "x", "b/c": "x", nx: "x", é: "x" });
    const names = ["a", "b/c", "nx", "é"];
    for (const more of [[], ["n\\xff"]]) {
      const input = Buffer.from(`100644 ${fixture.git("rev-parse", ":a")} 0\tn\xff\0`, "latin1");
      if (more.length > 0) execFileSync("git", ["update-index", "-z", "--index-info"], { cwd: fixture.dir, input });
      const { paths, indexOf, at } = await takeSnapshot(fixture.dir).tracked();
      for (const name of [...names, ...more]) expect(paths[indexOf(name) ?? -1]).toBe(name);
      for (const name of ["", "b", "b/", "z", "n\xff"]) expect(indexOf(name)).toBeUndefined();
      expect(paths.map((path, index) => at(index).bytes !== undefined && path)).toEqual(
        paths.map((path) => path === "n\\xff" && path),
      );
    }
  });

  it("gives each blob of a conflict once, and calls none of them the same", async () => {
    using fixture = repo({ a: "x" });
    const [blob, other] = [fixture.git("rev-parse", ":a"), "1".repeat(40)];
    const input = [0, 1, 2, 3].map(
      (stage) => `${stage === 0 ? "0" : "100644"} ${stage === 3 ? other : blob} ${stage}\ta\n`,
    );
    execFileSync("git", ["update-index", "--index-info"], { cwd: fixture.dir, input: input.join("") });
    for (const staged of [false, true]) {
      const { at } = await takeSnapshot(fixture.dir, { staged }).tracked();
      expect(at(0)).toMatchObject({ path: "a", kind: "file", blobs: [blob, other], isSame: false });
    }
    fixture.git("update-index", "--force-remove", "a");
    const mixed = [`120000 ${blob} 1\ta\n`, `100644 ${other} 2\ta\n`, `160000 ${blob} 3\ta\n`];
    execFileSync("git", ["update-index", "--index-info"], { cwd: fixture.dir, input: mixed.join("") });
    const { at } = await takeSnapshot(fixture.dir).tracked();
    expect(at(0)).toMatchObject({ path: "a", kind: "file", blobs: [other], isSame: false });
  });

  it("believes every entry of an index that is judged alone, and none of git's comparisons beside replacements", async () => {
    using fixture = repo({ a: "x", b: "y" });
    fixture.git("update-index", "--assume-unchanged", "a");
    const same = async (staged: boolean) => {
      const { paths, at } = await takeSnapshot(fixture.dir, { staged }).tracked();
      return paths.map((_, index) => at(index).isSame);
    };
    expect([await same(false), await same(true)]).toEqual([
      [false, true],
      [true, true],
    ]);
    fixture.git("replace", fixture.git("rev-parse", ":a"), fixture.git("rev-parse", ":b"));
    expect([await same(false), await same(true)]).toEqual([
      [false, false],
      [true, true],
    ]);
    expect((await openSurface(fixture.dir)).entries.map(({ isSame }) => isSame)).toEqual([false, false]);
    const staged = await openSurface(fixture.dir, takeSnapshot(fixture.dir, { staged: true }));
    expect(staged.entries.map(({ isSame }) => isSame)).toEqual([true, true]);
  });

  it("has the digest of a whole index that is still the same", () => {
    using fixture = repo({ a: "x" });
    const index = join(fixture.dir, ".git/index");
    const snapshot = takeSnapshot(fixture.dir);
    expect(snapshot.digest()).toBe(sha256(readFileSync(index)));
    expect(snapshot.digest()).toMatch(/^[0-9a-f]{64}$/);
    const bytes = readFileSync(index);
    writeFileSync(index, Buffer.alloc(bytes.length));
    expect([snapshot.isCurrent(), snapshot.digest()]).toEqual([false, undefined]);
    writeFileSync(index, bytes);
    fixture.commit({ b: "x" });
    expect(snapshot.digest()).toBeUndefined();
    fixture.git("update-index", "--split-index");
    expect(takeSnapshot(fixture.dir).digest()).toBeUndefined();
    using empty = repo();
    expect(takeSnapshot(empty.dir).digest()).toBeUndefined();
  });

  it("finds the index of a linked work tree, and none before the first add", async () => {
    using fixture = repo({ a: "x" });
    const linked = `${fixture.dir}-linked`;
    fixture.git("worktree", "add", "--quiet", linked);
    const { root, gitDir } = takeSnapshot(linked);
    expect([root, gitDir.startsWith(join(fixture.dir, ".git/worktrees/"))]).toEqual([linked, true]);
    rmSync(linked, { recursive: true });
    using empty = repo();
    const snapshot = takeSnapshot(empty.dir);
    const { paths, indexOf } = await snapshot.tracked();
    expect([paths, indexOf("")]).toEqual([[], undefined]);
    expect(snapshot.isCurrent()).toBe(true);
    empty.commit({ a: "x" });
    expect(snapshot.isCurrent()).toBe(false);
  });
});
