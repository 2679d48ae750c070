import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findFiles, recordedPath, syncAll, writeNewFile } from "../../lib/files.ts";
import { temporary } from "../support/temporary.ts";

const paths = (found: ReturnType<typeof findFiles>) => found.files.map(({ path }) => path);

describe("findFiles", () => {
  test("finds files, directories and globs once each, sorted by bytes, hidden files too, .git not", () => {
    const cwd = temporary({ "b.txt": "", "d/.h": "", "d/x/y.csv": "", "d/.git/config": "", "a\nb": "", Z: "" });
    const found = findFiles(["d", "./d/**/*.csv", "b.txt", "a\nb", "Z"], { cwd });
    expect(paths(found)).toEqual(["Z", "a\nb", "b.txt", "d/.h", "d/x/y.csv"]);
    expect(found).toMatchObject({ faults: [], unmatched: [] });
  });

  test("names what matches nothing", () => {
    const cwd = temporary({ "a.txt": "" });
    expect(findFiles(["missing", "*.csv", "a.txt/below", "no/such/**"], { cwd }).unmatched).toEqual([
      "missing",
      "*.csv",
      "a.txt/below",
      "no/such/**",
    ]);
  });

  test("takes a file by its own name before it takes it for a glob", () => {
    const cwd = temporary({ "a[1].csv": "", a1: "" });
    expect(paths(findFiles(["a[1].csv"], { cwd }))).toEqual(["a[1].csv"]);
  });

  test("records absolute paths outside as given, inside relative", () => {
    const outside = temporary({ "big.csv": "x" });
    const cwd = temporary({ "in.csv": "y" });
    expect(paths(findFiles([join(outside, "*.csv"), join(cwd, "in.csv")], { cwd }))).toEqual([
      join(outside, "big.csv"),
      "in.csv",
    ]);
    expect(recordedPath(join(cwd, "../x"), cwd, false)).toBe("../x");
  });

  test("follows links and says where they lead; loops and dangling links are links", () => {
    const outside = temporary({ "far/f": "1" });
    const cwd = temporary({ "d/real": "2" });
    symlinkSync("real", join(cwd, "d/to-file"));
    symlinkSync(join(outside, "far"), join(cwd, "d/to-dir"));
    symlinkSync("..", join(cwd, "d/loop"));
    symlinkSync("nowhere", join(cwd, "d/dangling"));
    symlinkSync("self", join(cwd, "d/self"));
    const found = findFiles(["d"], { cwd });
    expect(found.faults).toEqual([]);
    expect(found.files.map(({ path, kind, link }) => [path, kind, link])).toEqual(
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
    const { faults } = findFiles(["d"], { cwd });
    expect(faults).toEqual([
      { path: "d/bad-\\xff\\x0a", why: "its name is not valid UTF-8" },
      { path: "d/pipe", why: "it is a FIFO, not a file" },
    ]);
  });

  test("leaves excluded directories out", () => {
    const cwd = temporary({ "runs/x/a": "", b: "" });
    expect(paths(findFiles(["."], { cwd, exclude: [join(cwd, "runs")] }))).toEqual(["b"]);
  });
});

test("writeNewFile never overwrites", async () => {
  const cwd = temporary({ there: "old" });
  expect(() => writeNewFile(join(cwd, "there"), "new")).toThrow(/EEXIST/);
  expect(readFileSync(join(cwd, "there"), "utf8")).toBe("old");
  writeNewFile(join(cwd, "fresh"), "new");
  mkdirSync(join(cwd, "d"));
  await syncAll([join(cwd, "fresh"), join(cwd, "d")]);
  await expect(syncAll([join(cwd, "missing")])).rejects.toThrow(/ENOENT/);
});
