import { describe, expect, it } from "vitest";
import { createMatcher, type Match } from "../../../../lib/guard/forbidden/matcher.ts";
import { encode, patternsOf } from "../../../../lib/guard/forbidden/tokens.ts";

const show = (matches: readonly Match[]) =>
  matches.map(({ token, encoding, start, end }) => `${token} ${encoding} ${start}-${end}`).sort();

/** The obvious way: each pattern at each place. */
const slowly = (tokens: readonly string[], bytes: Buffer): string[] => {
  const found: Match[] = [];
  for (const { token, encoding, bytes: pattern } of patternsOf(tokens)) {
    for (let start = bytes.indexOf(pattern); start !== -1; start = bytes.indexOf(pattern, start + 1)) {
      found.push({ token, encoding, start, end: start + pattern.length });
    }
  }
  return show(found);
};

describe("createMatcher", () => {
  it("finds tokens that begin with or hold each other, overlap, and share their bytes", () => {
    const tokens = ["foobar", "foo", "oba", "aaaa", "aa", "慡", "慢"];
    const bytes = Buffer.from("xfoobar foo aaaaa ab ba");
    expect(show(createMatcher(tokens).matches(bytes))).toEqual(slowly(tokens, bytes));
    expect(slowly(tokens, bytes)).toContain("5 UTF-16 LE 12-14");
  });

  it("agrees with the obvious way on random bytes, for short and long tokens in every encoding", () => {
    let state = 1;
    const random = (below: number) => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return (state >>> 8) % below;
    };
    let total = 0;
    for (let round = 0; round < 300; round += 1) {
      const word = () => Array.from({ length: 1 + random(7) }, () => "abč慡"[random(4)]).join("");
      const tokens = [...new Set(Array.from({ length: 1 + random(5) }, word))];
      const parts = Array.from({ length: 20 }, () => {
        const encoding = (["UTF-8", "UTF-16 LE", "UTF-16 BE"] as const)[random(round % 2 === 0 ? 3 : 1)] ?? "UTF-8";
        return encode(word(), encoding);
      });
      const bytes = Buffer.concat(parts);
      const matcher = createMatcher(tokens);
      const expected = slowly(tokens, bytes);
      expect(show(matcher.matches(bytes)), `${tokens} in ${bytes.toString("hex")}`).toEqual(expected);
      expect(matcher.hasMatch(bytes)).toBe(expected.length > 0);
      total += expected.length;
    }
    expect(total).toBeGreaterThan(1000);
  });

  it("is exact: case, normalisation and other words don't match", () => {
    const matcher = createMatcher(["Acme-é"]);
    for (const text of ["acme-é", "Acme-e\u0301", "Acme-", "Acme\u2010é"]) {
      expect(matcher.hasMatch(Buffer.from(text)), text).toBe(false);
    }
    expect(matcher.hasMatch(Buffer.from("superAcme-épilogue"))).toBe(true);
  });

  it("leaves tokens out without renumbering", () => {
    const rest = createMatcher(["a1", "b2"]).without(new Set([0]));
    expect(show(rest.matches(Buffer.from("a1 b2")))).toEqual(["1 UTF-8 3-5"]);
    expect(rest.without(new Set([1])).hasMatch(Buffer.from("a1 b2"))).toBe(false);
  });

  it("searches for patterns with a zero byte apart from the others, and for short ones apart from the long", () => {
    const shown = createMatcher(["abc", "abcd", "q"]).groups.map(({ needsZero, patterns }) => ({
      needsZero,
      patterns: patterns.map(({ token, encoding }) => `${token} ${encoding}`),
    }));
    const wide = (token: number) => [`${token} UTF-16 LE`, `${token} UTF-16 BE`];
    expect(shown).toEqual([
      { needsZero: false, patterns: ["1 UTF-8"] },
      { needsZero: false, patterns: ["0 UTF-8", "2 UTF-8"] },
      { needsZero: true, patterns: [...wide(0), ...wide(1)] },
      { needsZero: true, patterns: wide(2) },
    ]);
    expect(createMatcher(["acme"]).groups).toHaveLength(2);
  });

  it("stops at the limit", () => {
    expect(createMatcher(["a"]).matches(Buffer.from("aaaaaa"), 3)).toHaveLength(3);
  });
});
