import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
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

  it("finds the index of a linked work tree, and none before the first add", async () => {
    using fixture = repo({ a: "x" });
    const linked = `${fixture.dir}-linked`;
    fixture.git("worktree", "add", "--quiet", linked);
    const { root, gitDir } = takeSnapshot(linked);
    expect([root, gitDir.startsWith(join(fixture.dir, ".git/worktrees/"))]).toEqual([linked, true]);
    rmSync(linked, { recursive: true });
    using empty = repo();
    const snapshot = takeSnapshot(empty.dir);
    expect((await snapshot.tracked()).paths).toEqual([]);
    expect(snapshot.isCurrent()).toBe(true);
    empty.commit({ a: "x" });
    expect(snapshot.isCurrent()).toBe(false);
  });
});
