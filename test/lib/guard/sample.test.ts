import { describe, expect, it } from "vitest";
import { compileGlobs } from "../../../lib/glob.ts";
import { samplePath } from "../../../lib/guard/sample.ts";

/** Groups as long as a glob may be, side by side. */
const vast = Array(8)
  .fill(`{${"a,".repeat(200)}a}`)
  .join("");

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
    ["a[^!]", undefined],
    ["a[!]", undefined],
    ["x/[**]{a,[}]}", "x/*a"],
    ["[,{}]x{a,b}", undefined],
    ["a\\*b\\{c", "a*b{c"],
    ["{a/,}b*", undefined],
    ["{a,b}{c,d}", "ac"],
    ["{.,x,y}", "x"],
    ["x/{a,{b,c}}/{d,e}", "x/a/d"],
    ["*{*,b}/x", "xx/x"],
    ["a\\**", "a*x"],
    ["a!^b", "a!^b"],
    ["a?c", "axc"],
    ["a/b*c", "a/bxc"],
    ["**/a/**/**/b/**", "a/b/planted"],
    ["a[.]b", "a.b"],
    ["x/[-.]/y", "x/-/y"],
    ["[.-\\/]y", ".y"],
    ["a[ ]b", "a b"],
    ["a[é-ü]", "aé"],
    ["[.x]git", "xgit"],
    ["\\{a,b\\}", "{a,b}"],
    ["{a\\,b,c}", "a,b"],
    [`{${".git,".repeat(63)}a}`, "a"],
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

  it("gives up after 64 alternatives", () => {
    expect(samplePath(`{${".git,".repeat(64)}a}`)).toBeUndefined();
    expect(samplePath(vast)).toBe("aaaaaaaa");
  });
});
