import { describe, expect, test } from "vitest";
import { compileGlobs, globBase, isGlob } from "../../lib/glob.ts";

const matches = (glob: string, path: string) => compileGlobs([glob])(path);

describe("compileGlobs", () => {
  test.each([
    ["**/.env", ".env", true],
    ["**/.env", "a/b/.env", true],
    ["**", ".hidden/x", true],
    ["runs/**", "runs/a/b", true],
    ["runs/**", "runs", false],
    ["*.pyc", "a/b.pyc", false],
    ["a/**/c", "a/c", true],
    ["a/**/c", "a/b/b/c", true],
    ["data/*.{csv,json}", "data/x.json", true],
    ["data/*.{csv,json}", "data/x.txt", false],
    ["[ab]?.txt", "a1.txt", true],
    ["[!ab].txt", "a.txt", false],
    ["[!ab].txt", "c.txt", true],
    ["[!a]", "/", false],
    ["a\\*b", "a*b", true],
    ["a\\*b", "axb", false],
    ["*", "a\nb", true],
    ["?", "😀", true],
    ["a.b+(c)|d$^", "a.b+(c)|d$^", true],
    ["{a,b{c,d}}x", "bdx", true],
    ["a,b", "a,b", true],
  ])("%s on %j is %s", (glob, path, expected) => {
    expect(matches(glob, path)).toBe(expected);
  });

  test.each(["", "!a", "a[", "a]", "{a", "a}", "a\\", "a**", "**b", "[z-a]"])("%j can't be meant", (glob) => {
    expect(() => compileGlobs([glob])).toThrow(expect.objectContaining({ code: "E_CONFIG" }));
  });

  test("none matches nothing", () => {
    expect(compileGlobs([])("a")).toBe(false);
  });
});

test.each([
  ["data/**/x", "data"],
  ["a/b.txt", "a/b.txt"],
  ["*", ""],
  ["/x/*.y", "/x"],
  ["/*", "/"],
])("globBase of %s is %j", (glob, base) => {
  expect(globBase(glob)).toBe(base);
});

test("isGlob knows special characters", () => {
  expect(["a*", "a?", "[a]", "{a}", "plain/a-b.txt"].map(isGlob)).toEqual([true, true, true, true, false]);
});
