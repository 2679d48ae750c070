import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shapeIn, shapeOf, stampOf } from "../../../lib/indexing/stamp.ts";
import { readTree } from "../../../lib/verify/index.ts";
import { temporary } from "../../support/temporary.ts";

const shapeAt = (dir: string, most?: number) => shapeOf(readTree(dir, most === undefined ? {} : { most }));
const stampTree = (dir: string, now: number): string | null => {
  const tree = readTree(dir);
  const shape = shapeOf(tree);
  return shape && stampOf(dir, shape, now, tree);
};

const later = (): number => Date.now() + 60_000;

describe("stampOf", () => {
  it("is the same while nothing changes, and short", () => {
    const dir = temporary({ a: "1", "d/b": "2" });
    expect(stampTree(dir, later())).toMatch(/^[0-9a-f]{40}$/);
    expect(stampTree(dir, later())).toBe(stampTree(dir, later()));
  });

  const changes: [string, (dir: string) => void][] = [
    ["a file that grows", (dir) => appendFileSync(join(dir, "d/b"), "x")],
    ["a file that is added", (dir) => writeFileSync(join(dir, "d/c"), "")],
    ["a file that is removed", (dir) => rmSync(join(dir, "a"))],
    ["a file that is renamed", (dir) => renameSync(join(dir, "a"), join(dir, "z"))],
    ["a file that moves into a directory", (dir) => renameSync(join(dir, "a"), join(dir, "d/a"))],
    ["an empty directory", (dir) => mkdirSync(join(dir, "e"))],
    [
      "a link in the place of a file",
      (dir) => {
        rmSync(join(dir, "a"));
        symlinkSync("d/b", join(dir, "a"));
      },
    ],
    [
      "other bytes of the same length under the old date",
      (dir) => {
        const { atime, mtime } = statSync(join(dir, "a"));
        writeFileSync(join(dir, "a"), "9");
        utimesSync(join(dir, "a"), atime, mtime);
      },
    ],
  ];
  it.each(changes)("is another for %s", (_, change) => {
    const dir = temporary({ a: "1", "d/b": "2" });
    const before = stampTree(dir, later());
    change(dir);
    expect(stampTree(dir, later())).not.toBe(before);
  });

  it.each(changes)("is another for %s by the names that were there", (_, change) => {
    const dir = temporary({ a: "1", "d/b": "2" });
    const shape = shapeAt(dir);
    if (shape === null) throw new Error("no shape");
    const before = stampOf(dir, shape, later());
    expect(before).toBe(stampTree(dir, later()));
    change(dir);
    expect(stampOf(dir, shape, later())).not.toBe(before);
  });

  it("is null for what was changed a moment ago, can't be read, or is too much to look at", () => {
    const dir = temporary({ a: "1", b: "2" });
    expect(stampTree(dir, Date.now())).toBeNull();
    expect(stampTree(join(dir, "missing"), later())).toBeNull();
    expect(shapeAt(dir, 1)).toBeNull();
  });

  it("begins with digits that only the names make", () => {
    const [one, two] = [temporary({ a: "1", "d/b": "2" }), temporary({ a: "other", "d/b": "" })];
    const [first, second] = [stampTree(one, later()), stampTree(two, later())];
    expect(first).not.toBe(second);
    expect(shapeIn(first ?? "")).toBe(shapeIn(second ?? "-"));
    expect(shapeAt(temporary({ a: "1", "d/b/c": "2" }))?.id).not.toBe(shapeIn(first ?? ""));
    // A directory and a file of one name.
    expect(shapeAt(temporary({ "a/.keep": "" }))?.id).not.toBe(shapeAt(temporary({ a: "", ".keep": "" }))?.id);
  });
});
