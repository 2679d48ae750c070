import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compareBytes } from "../../lib/report.ts";
import { recordedPath, type Walked, walkBelow, walkPath } from "../../lib/walk.ts";
import { temporary } from "../support/temporary.ts";

const sorted = <T extends { path: string }>(items: readonly T[]) =>
  [...items].sort((a, b) => compareBytes(a.path, b.path));

/** What `walkPath` gives for "d" in `cwd`, in an order to compare. */
const walk = (cwd: string): Walked => {
  const walked = walkPath(join(cwd, "d"), { cwd, givenAbsolute: false });
  return { files: sorted(walked?.files ?? []), faults: sorted(walked?.faults ?? []) };
};

describe("walkPath", () => {
  test("follows links and says where they lead; loops and dangling links are links", () => {
    const outside = temporary({ "far/f": "1" });
    const cwd = temporary({ "d/real": "2" });
    symlinkSync("real", join(cwd, "d/to-file"));
    symlinkSync(join(outside, "far"), join(cwd, "d/to-dir"));
    symlinkSync("..", join(cwd, "d/loop"));
    symlinkSync("nowhere", join(cwd, "d/dangling"));
    symlinkSync("self", join(cwd, "d/self"));
    const walked = walk(cwd);
    expect(walked.faults).toEqual([]);
    expect(walked.files.map(({ path, kind, link }) => [path, kind, link])).toEqual(
      [
        ["d/dangling", "link", "nowhere"],
        ["d/loop", "link", ".."],
        ["d/loop/d", "link", null],
        ["d/real", "file", null],
        ["d/self", "link", "self"],
        ["d/to-dir", "link", join(outside, "far")],
        ["d/to-dir/f", "file", null],
        ["d/to-file", "file", "real"],
      ].filter(([path]) => path !== "d/loop/d"),
    );
  });

  test("a FIFO, a name that is not UTF-8 and an unreadable directory are faults, each by name", () => {
    const cwd = temporary({ "d/ok": "" });
    execFileSync("mkfifo", [join(cwd, "d/pipe")]);
    writeFileSync(Buffer.concat([Buffer.from(join(cwd, "d/bad-")), Buffer.from([0xff, 0x0a])]), "");
    const { faults } = walk(cwd);
    expect(faults).toEqual([
      { path: "d/bad-\\xff\\x0a", why: "its name is not valid UTF-8" },
      { path: "d/pipe", why: "it is a FIFO, not a file" },
    ]);
  });

  test("gives undefined for nothing, and a link to a directory beside what lies below it", () => {
    const cwd = temporary({ "real/f": "" });
    expect(walkPath(join(cwd, "d"), { cwd, givenAbsolute: false })).toBeUndefined();
    symlinkSync("real", join(cwd, "d"));
    expect(walk(cwd).files.map(({ path, kind }) => [path, kind])).toEqual([
      ["d", "link"],
      ["d/f", "file"],
    ]);
  });
});

test("walkBelow leaves out the link it starts from and what does not match; a file has nothing below", () => {
  const cwd = temporary({ "real/f": "", "real/g": "" });
  symlinkSync("real", join(cwd, "d"));
  mkdirSync(join(cwd, "empty"));
  const options = { cwd, givenAbsolute: false, matches: (path: string) => path !== "d/g" };
  expect(walkBelow(join(cwd, "d"), options)?.files.map(({ path }) => path)).toEqual(["d/f"]);
  expect(walkBelow(join(cwd, "empty"), options)).toMatchObject({ files: [], faults: [] });
  expect(walkBelow(join(cwd, "d/f"), options)).toBeUndefined();
});

test("recordedPath is relative inside and outside, absolute outside when it was given so", () => {
  expect(recordedPath("/a/b", "/a", true)).toBe("b");
  expect(recordedPath("/a", "/a", true)).toBe(".");
  expect(recordedPath("/x", "/a", false)).toBe("../x");
  expect(recordedPath("/x", "/a", true)).toBe("/x");
});
