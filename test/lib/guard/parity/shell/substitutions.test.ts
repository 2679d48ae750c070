// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, test } from "vitest";
import { substitutionsIn } from "../../../../../lib/guard/parity/shell/substitutions.ts";
import { ShellFault } from "../../../../../lib/guard/parity/shell/syntax.ts";

const found = (text: string, isDocument = false): string[] =>
  substitutionsIn({ text, isSh: false }, { at: 0, end: text.length, isDocument }).map(
    ({ text: inner, at, isProcess }) => `${at}${isProcess ? " file" : ""} ${inner}`,
  );

describe("commands in a word", () => {
  test.each<[string, string[]]>([
    ["a", []],
    ["$(a)", ["2 a"]],
    ["a$(b)c$(d)", ["3 b", "8 d"]],
    ['"a $(b "c") d"', ['5 b "c"']],
    ["$(a $(b))", ["2 a $(b)"]],
    ["`a`", ["1 a"]],
    ["`a \\`b\\``", ["1 a `b`"]],
    ['`a "\\$b"`', ['1 a "$b"']],
    ['"`a \\"b\\"`"', ['2 a "b"']],
    ['`a \\"b`', ['1 a \\"b']],
    ["<(a)", ["2 file a"]],
    [">(a)", ["2 file a"]],
    ['"<(a)"', []],
    ["'$(a)'", []],
    ["'`'$(a)'`'", ["5 a"]],
    ["\\$(a)", []],
    ["\\`$(a)", ["4 a"]],
    ["$'\\'$(a)'$(b)", ["11 b"]],
    ['"it\'s $(a)"', ["8 a"]],
    ["\"a\"'$(b)'", []],
    ["${a:-$(b)}", ["7 b"]],
    ["$((1 + 2))$(a)", ["12 a"]],
    ["$(( $(a) <(b) ))", ["6 a"]],
    ["(a $(b))", ["5 b"]],
  ])("%s", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ['it\'s $(a) "`b`" <(c) \\$(d)', ["7 a", "12 b"]],
    ['`a \\"b\\"`', ['1 a \\"b\\"']],
  ])("of a here-document: %s", (text, expected) => {
    expect(found(text, true)).toEqual(expected);
  });

  test("from one place to another", () => {
    const text = "$(a) $(b) $(c)";
    expect(substitutionsIn({ text, isSh: false }, { at: 5, end: 9 })).toEqual([
      { text: "b", at: 7, raw: "$(b)", isProcess: false },
    ]);
  });

  test("that nobody has read before", () => {
    expect(() => found("$(a;; b)", true)).toThrow(ShellFault);
  });
});
