import { mkdirSync, readFileSync, rmdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withCommitAll } from "../../../../lib/guard/surface/commit-all.ts";
import { type Snapshot, takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const paths = async (snapshot: Snapshot) => [...(await snapshot.tracked()).paths];

/** The paths that a commit of everything would hold; undefined where nothing differs from what is staged. */
const committed = (cwd: string, cacheDir: string | null = null) =>
  withCommitAll(takeSnapshot(cwd), { cacheDir }, paths);

describe("withCommitAll", () => {
  it("shows what is gone as gone, and a link as a link, and leaves the repository as it was", async () => {
    using fixture = repo({ a: "x", b: "x", c: "x" });
    const state = () => [readFileSync(join(fixture.dir, ".git", "index")), fixture.git("count-objects")];
    const before = state();
    rmSync(join(fixture.dir, "a"));
    rmSync(join(fixture.dir, "b"));
    symlinkSync("c", join(fixture.dir, "b"));
    expect(await committed(fixture.dir)).toEqual(["b", "c"]);
    const kinds = (workTree: Snapshot) => workTree.listing().then(({ entries }) => entries.map(({ kind }) => kind));
    expect(await withCommitAll(takeSnapshot(fixture.dir), { cacheDir: null }, kinds)).toEqual(["link", "file"]);
    expect(state()).toEqual(before);
  });

  it("keeps line ends where a commit would, by what is staged", async () => {
    using fixture = repo({ a: "x\r\n" });
    fixture.git("config", "core.autocrlf", "true");
    fixture.write({ a: "y\r\n" });
    const blobs = (workTree: Snapshot) => workTree.listing().then(({ entries }) => entries.map(({ blob }) => blob));
    const blob = fixture.git("hash-object", "--no-filters", "a").trim();
    expect(await withCommitAll(takeSnapshot(fixture.dir), { cacheDir: null }, blobs)).toEqual([blob]);
  });

  it("has nothing to show where that is what is staged, and of what is judged as staged alone", async () => {
    using fixture = repo({ a: "x" });
    expect(await committed(fixture.dir)).toBeUndefined();
    rmSync(join(fixture.dir, "a"));
    expect(await withCommitAll(takeSnapshot(fixture.dir, { staged: true }), { cacheDir: null }, paths)).toBeUndefined();
  });

  it("sees what lies in the place of a submodule, and that it is gone", async () => {
    using fixture = repo({ a: "x" });
    const place = join(fixture.dir, "vendored");
    fixture.git("update-index", "--add", "--cacheinfo", `160000,${fixture.git("rev-parse", "HEAD").trim()},vendored`);
    mkdirSync(place);
    expect(await committed(fixture.dir)).toBeUndefined();
    rmdirSync(place);
    expect(await committed(fixture.dir)).toEqual(["a"]);
    fixture.write({ vendored: "x" });
    expect(await committed(fixture.dir)).toEqual(["a", "vendored"]);
  });

  it("remembers that no flag hides a file, until the index is another", async () => {
    using fixture = repo({ a: "x", b: "x" });
    const cacheDir = temporary({});
    const unlisted = () => {
      const listing = () => Promise.reject(new Error("listed"));
      return withCommitAll({ ...takeSnapshot(fixture.dir), listing }, { cacheDir }, paths);
    };
    await expect(unlisted()).rejects.toThrow("listed");
    expect(await committed(fixture.dir, cacheDir)).toBeUndefined();
    expect(await unlisted()).toBeUndefined();
    fixture.git("update-index", "--assume-unchanged", "a");
    rmSync(join(fixture.dir, "a"));
    expect(await committed(fixture.dir, cacheDir)).toEqual(["b"]);
    // A sparse checkout leaves it out, and a commit keeps it.
    fixture.git("update-index", "--no-assume-unchanged", "a");
    fixture.git("update-index", "--skip-worktree", "a");
    expect(await committed(fixture.dir, cacheDir)).toEqual(["a", "b"]);
  });
});
