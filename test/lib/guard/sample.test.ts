import { describe, expect, it } from "vitest";
import { compileGlobs } from "../../../lib/glob.ts";
import { samplePath } from "../../../lib/guard/sample.ts";

describe("samplePath", () => {
  it.each([
    ["runs/**", "runs/planted"],
    ["**/*.pyc", "x.pyc"],
    ["**", "planted"],
    ["a/**/b", "a/b"],
    ["**/?x[!x]", undefined],
    ["{,.}git/x", "git/x"],
    ["{.git,a{b,c}}/d", "ab/d"],
    ["a[0-9]", undefined],
    ["a[!a-z]", undefined],
    ["[,{}]x{a,b}", undefined],
    ["a\\*b\\{c", "a*b{c"],
    ["{a/,}b*", undefined],
  ])("finds a path that %j matches", (glob, path) => {
    const sample = samplePath(glob);
    expect(sample).toBeDefined();
    expect(compileGlobs([glob])(sample ?? "")).toBe(true);
    if (path !== undefined) expect(sample).toBe(path);
  });

  it.each(["/runs/**", "runs/", "a//b", "./runs", "../x", "a/../b", ".git/**", "a/.GIT/b"])(
    "knows that no tracked path can match %j",
    (glob) => {
      expect(samplePath(glob)).toBeUndefined();
    },
  );
});
