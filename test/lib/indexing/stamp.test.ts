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
import { stampOf } from "../../../lib/indexing/stamp.ts";
import { readTree } from "../../../lib/verify/index.ts";
import { temporary } from "../../support/temporary.ts";

const stampTree = (dir: string, now: number, most?: number): string | null =>
  stampOf(readTree(dir, most === undefined ? {} : { most }), now);

const later = (): number => Date.now() + 60_000;

describe("stampOf", () => {
  it("is the same while nothing changes, and short", () => {
    const dir = temporary({ a: "1", "d/b": "2" });
    expect(stampTree(dir, later())).toMatch(/^[0-9a-f]{32}$/);
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

  it("is null for what was changed a moment ago, can't be read, or is too much to look at", () => {
    const dir = temporary({ a: "1", b: "2" });
    expect(stampTree(dir, Date.now())).toBeNull();
    expect(stampTree(join(dir, "missing"), later())).toBeNull();
    expect(stampTree(dir, later(), 1)).toBeNull();
  });
});
