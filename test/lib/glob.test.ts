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

describe("compileGlobs and hostile globs", () => {
  /** Step by step, as the words of the module say; without braces and sets. */
  const matches = (glob: string, path: string): boolean => {
    if (glob === "") return path === "";
    if (glob === "**") return true;
    if (glob.startsWith("**/")) {
      if (matches(glob.slice(3), path)) return true;
      const slash = path.indexOf("/");
      return slash > 0 && matches(glob, path.slice(slash + 1));
    }
    if (glob.startsWith("*"))
      return matches(glob.slice(1), path) || (path !== "" && path[0] !== "/" && matches(glob, path.slice(1)));
    const isOne = path !== "" && (glob[0] === "?" ? path[0] !== "/" : glob[0] === path[0]);
    return isOne && matches(glob.slice(1), path.slice(1));
  };

  test("many stars match as they do one by one", () => {
    let state = 1;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const some = (parts: readonly string[], most: number) =>
      Array.from({ length: 1 + random(most) }, () => parts[random(parts.length)]).join("");
    let matched = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const glob = Array.from({ length: 1 + random(4) }, () =>
        random(3) === 0 ? "**" : some(["a", "b", "?", "*a", "*b"], 4),
      ).join("/");
      const path = Array.from({ length: 1 + random(5) }, () => some(["a", "b"], 5)).join("/");
      const wanted = matches(glob, path);
      matched += wanted ? 1 : 0;
      if (compileGlobs([glob, "never"])(path) !== wanted) throw new Error(`${glob} and ${path}: expected ${wanted}`);
    }
    expect(matched).toBeGreaterThan(1000);
  });

  test.each([
    `${"*a".repeat(30)}*b`,
    `**/${"*a".repeat(30)}*b`,
    `${"**/".repeat(40)}b`,
    `${"**/a/".repeat(20)}b`,
    `${"**/*a*/".repeat(20)}b`,
  ])("%s takes no time", (glob) => {
    const isMatch = compileGlobs([glob]);
    const started = process.cpuUsage();
    for (const path of ["a".repeat(250), "a/".repeat(1000), "aa/".repeat(1000)]) expect(isMatch(path)).toBe(false);
    expect(process.cpuUsage(started).user).toBeLessThan(500_000);
  });

  test("more characters than any path has are refused", () => {
    expect(() => compileGlobs(["a".repeat(5000)])).toThrow(/at most 4096 characters/);
    expect(() => compileGlobs([`**/${"a*".repeat(40_000)}`])).toThrow(/at most 4096 characters/);
    expect(compileGlobs(["a".repeat(4096)])("b")).toBe(false);
  });

  test("more braces and stars than anybody means are refused", () => {
    expect(() => compileGlobs(["{a,aa}".repeat(30)])).toThrow(/at most 8/);
    expect(compileGlobs(["**/*.{js,ts,{c,m}ts}"])("x/a.mts")).toBe(true);
  });
});
