import { describe, expect, it } from "vitest";
import { assertTokens, encode, patternsOf } from "../../../../lib/guard/forbidden/tokens.ts";

describe("assertTokens", () => {
  it.each([
    ["no token", [], "expected at least one token, found none"],
    ["an empty one", ["acme", ""], "token 2 is empty"],
    ["white space only", [" \t"], "token 1 is white space only"],
    ["a duplicate", ["acme", "b c", "b c"], 'token 3 is given twice: "b c"'],
    ...[" acme", "acme\t", "acme\u00a0"].map((token): [string, string[], string] => [
      `white space around ${JSON.stringify(token)}`,
      [token],
      "token 1 has white space around it",
    ]),
    ...["a\nb", "a\0b", "a\u200bb", "a\fb", "a\u2028b", "a\u202eb", "a\x85b"].map(
      (token): [string, string[], string] => [
        `the invisible in ${JSON.stringify(token)}`,
        [token],
        "token 1 has an invisible character in it, such as a line break",
      ],
    ),
    ["a page", ["a".repeat(1025)], "token 1 is longer than 1024 characters"],
    ["half a surrogate pair", ["a\ud800"], "token 1 has half of a surrogate pair in it"],
  ])("refuses %s with E_CONFIG", (_, tokens, what) => {
    expect(() => assertTokens(tokens)).toThrow(
      expect.objectContaining({ code: "E_CONFIG", message: `Cannot use the forbidden tokens: ${what}` }),
    );
  });

  it("takes tokens that differ in case or inner white space", () => {
    expect(() => assertTokens(["acme", "Acme", "a cme", "日本", "😀", "a".repeat(1024)])).not.toThrow();
  });
});

describe("encode", () => {
  it.each([
    ["UTF-8", "c3a9f09f9880"],
    ["UTF-16 LE", "e9003dd800de"],
    ["UTF-16 BE", "00e9d83dde00"],
  ] as const)("writes %s", (encoding, hex) => {
    expect(encode("é😀", encoding).toString("hex")).toBe(hex);
  });

  it("gives three patterns for each token", () => {
    expect(patternsOf(["ab", "c"]).map(({ token, encoding }) => `${token} ${encoding}`)).toEqual(
      [0, 1].flatMap((token) => [`${token} UTF-8`, `${token} UTF-16 LE`, `${token} UTF-16 BE`]),
    );
  });
});
