import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findFiles } from "../../lib/find-files.ts";
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
  });

  test("leaves excluded directories out", () => {
    const cwd = temporary({ "runs/x/a": "", b: "" });
    expect(paths(findFiles(["."], { cwd, exclude: [join(cwd, "runs")] }))).toEqual(["b"]);
  });
});
