import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { findFree } from "../../../../lib/guard/forbidden/free.ts";
import * as matching from "../../../../lib/guard/forbidden/matcher.ts";
import * as sweeping from "../../../../lib/guard/forbidden/sweep.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";

const cacheDir = mkdtempSync(join(tmpdir(), "kprov-free-"));
const sweep = vi.spyOn(sweeping, "sweep");

const freeIn = async (cwd: string, tokens = ["Claims ETL"], version = "1"): Promise<string[]> => {
  const snapshot = takeSnapshot(cwd);
  const { listing, at } = await snapshot.tracked();
  const free = await findFree({ snapshot, entries: listing.entries, tokens, cacheDir, version });
  return listing.entries.flatMap((entry, index) => (free.has(entry) ? [at(index).path] : []));
};

afterEach(() => {
  rmSync(cacheDir, { recursive: true, force: true });
  sweep.mockClear();
});

describe("findFree", () => {
  it("leaves out files that have a token in any encoding, links, and what differs from the index", async () => {
    const wide = Buffer.from("a Claims ETL b", "utf16le");
    using fixture = repo({
      a: "none",
      b: "is Claims ETL",
      c: wide,
      d: Buffer.from(wide).swap16(),
      e: { link: "a" },
      f: "x",
    });
    fixture.write({ f: "y" });
    expect(await freeIn(fixture.dir)).toEqual(["a"]);
  });

  it("reads nothing that it knows, and again what changed", async () => {
    using fixture = repo({ a: "none", b: "also none" });
    expect(await freeIn(fixture.dir)).toEqual(["a", "b"]);
    expect(await freeIn(fixture.dir)).toEqual(["a", "b"]);
    expect(sweep).toHaveBeenCalledTimes(1);
    fixture.commit({ b: "now Claims ETL" });
    expect(await freeIn(fixture.dir)).toEqual(["a"]);
    expect(sweep).toHaveBeenCalledTimes(2);
    expect(sweep.mock.lastCall?.[0].entries).toHaveLength(1);
  });

  it("believes nothing that was found for other tokens, or by another version", async () => {
    using fixture = repo({ a: "none of Claims ETL", b: "x" });
    expect(await freeIn(fixture.dir, ["other"])).toEqual(["a", "b"]);
    expect(await freeIn(fixture.dir)).toEqual(["b"]);
    expect(await freeIn(fixture.dir, undefined, "2")).toEqual(["b"]);
    expect(sweep).toHaveBeenCalledTimes(3);
  });

  it("never takes the work tree's word where a filter stands between it and the blob", async () => {
    const files: RepoFiles = { ".gitattributes": "*.txt filter=hide\n", "a.txt": "Claims ETL" };
    using fixture = repo(files);
    fixture.git("config", "filter.hide.clean", "sed s/none/Claims\\ ETL/");
    fixture.git("config", "filter.hide.smudge", "sed s/Claims\\ ETL/none/");
    writeFileSync(join(fixture.dir, "a.txt"), "none");
    fixture.git("add", "a.txt");
    fixture.git("update-index", "--refresh");
    expect(await freeIn(fixture.dir)).toEqual([".gitattributes"]);
    expect(await freeIn(fixture.dir)).toEqual([".gitattributes"]);
  });

  it("clears nothing when the second thread is blind, and for a token that a conversion of line ends could move", async () => {
    using fixture = repo({ a: "x" });
    sweep.mockResolvedValueOnce({ states: new Uint8Array([1]), bytes: 1, missed: [0] });
    expect(await freeIn(fixture.dir)).toEqual([]);
    expect(await freeIn(fixture.dir, ["\u0a05b"])).toEqual([]);
    expect(await freeIn(fixture.dir, ["Claims ETL", "\u0a05b"])).toEqual([]);
  });

  it("clears nothing when it does not see one of its canaries", async () => {
    using fixture = repo({ a: "x" });
    const sound = matching.createMatcher(["Claims ETL"]);
    const hasMatch = (bytes: Buffer) => sound.hasMatch(bytes) && bytes.includes("Claims ETL");
    const create = vi.spyOn(matching, "createMatcher").mockReturnValueOnce({ ...sound, hasMatch });
    expect(await freeIn(fixture.dir)).toEqual([]);
    create.mockRestore();
    expect(await freeIn(fixture.dir)).toEqual(["a"]);
  });

  it("leaves out what git does not compare, and keeps nothing where nothing is free", async () => {
    using fixture = repo({ a: "x", b: "Claims ETL" });
    fixture.git("update-index", "--skip-worktree", "a");
    expect(await freeIn(fixture.dir)).toEqual([]);
    expect(() => readdirSync(join(cacheDir, "free"))).toThrow("ENOENT");
  });

  it("looks again at a file that was written within its old time and size", async () => {
    using fixture = repo({ a: "0123456789" });
    const path = join(fixture.dir, "a");
    const { atime, mtime } = statSync(path);
    expect(await freeIn(fixture.dir)).toEqual(["a"]);
    writeFileSync(path, "Claims ETL");
    utimesSync(path, atime, mtime);
    // The time of the change of state tells, which nobody can set.
    expect(await freeIn(fixture.dir)).toEqual([]);
    expect(readdirSync(cacheDir)).toEqual(["free"]);
  });
});
