import { describe, expect, test } from "vitest";
import { lineAt, placesOfFile, placesOfValue } from "../../../../lib/guard/parity/places.ts";
import { parseSource } from "../../../../lib/guard/sources/index.ts";

/** The value of `a`, and where each of its characters stands. */
const placesIn = async (source: string) => {
  const located = (await parseSource("x.yml", source)).text(["a"]);
  if (located === undefined) throw new Error("no a");
  const places = placesOfValue(source, located);
  return { ...located, places, all: [...located.value].map((_, index) => places(index)) };
};

describe("the characters of a value stand where they are written", () => {
  test.each<[string, string, string]>([
    ["a: one two\n", "one two", "1:4 1:5 1:6 1:7 1:8 1:9 1:10"],
    ["a: one\n  two\n", "one two", "1:4 1:5 1:6 1:7 2:3 2:4 2:5"],
    ["a: 'it''s x'\n", "it's x", "1:5 1:6 1:7 1:9 1:10 1:11"],
    ["a: it''s\n", "it''s", "1:4 1:5 1:6 1:7 1:8"],
    ["a: \"it''s\"\n", "it''s", "1:5 1:6 1:7 1:8 1:9"],
    ["a: '\\x41'\n", "\\x41", "1:5 1:6 1:7 1:8"],
    ['a: "b\\x41c"\n', "bAc", "1:5 1:6 1:10"],
    ['a: "b\\u00e9c\\"\\/\\\\d"\n', 'béc"/\\d', "1:5 1:6 1:12 1:13 1:15 1:17 1:19"],
    ["a: |\n  o\n   t\n\n  u\n", "o\n t\n\nu\n", "2:3 2:4 3:1 3:4 3:5 4:1 5:3 5:4"],
    ["a: | # b\n  o\n", "o\n", "2:3 2:4"],
    ["a: |2-\n    o\n", "  o", "2:1 2:2 2:5"],
    ["a: >-\n  o\n  t\n", "o t", "2:3 2:4 3:3"],
    ["a: &x |\n  o\n", "o\n", "2:3 2:4"],
    ["b: 1\r\na: |\r\n  o\r\n  t\r\n", "o\nt\n", "3:3 3:4 4:3 4:4"],
    ['a: "o\n\n  t"\n', "o\nt", "1:5 1:6 3:3"],
    ["a: |\r\n  o\r\n\r\n  t\r\n", "o\n\nt\n", "2:3 2:4 2:4 4:3 4:4"],
    // An escaped blank, a character of two units: the value's own place.
    ['a: "o\\ny"\n', "o\ny", "1:4 1:4 1:4"],
    ['a: "\\U0001F600"\n', "\u{1f600}", "1:4"],
  ])("%j", async (source, value, expected) => {
    const found = await placesIn(source);
    expect(found.value).toBe(value);
    expect(found.all.map(({ line, column }) => `${line}:${column}`).join(" ")).toBe(expected);
    expect(new Set(found.all.map(({ path }) => path))).toEqual(new Set(["x.yml"]));
  });

  test("in JSON, with its line ends", () => {
    const located = { value: "ot", path: "x.json", line: 3, column: 5 };
    expect(placesOfValue('{\r"b":1,\r"a":"ot"}', located)(1)).toEqual({ path: "x.json", line: 3, column: 7 });
  });

  test("what comes behind its end stands at its end", async () => {
    expect((await placesIn("a: one\n")).places(7)).toEqual({ path: "x.yml", line: 1, column: 6 });
    expect((await placesIn("a: ''\n")).places(0)).toEqual({ path: "x.yml", line: 1, column: 4 });
  });

  test("in a file that is another one than it was read from, at its own place", () => {
    const located = { value: "one", path: "x.yml", line: 3, column: 4 };
    for (const source of ["", "one", "a\nb\na: two"])
      expect(placesOfValue(source, located)(1)).toEqual({ path: "x.yml", line: 3, column: 4 });
    expect(placesOfValue("o", { ...located, value: "o" })(0)).toEqual({ path: "x.yml", line: 3, column: 4 });
  });

  test("in a file that is the text, from where the text begins", () => {
    expect(placesOfFile("x.sh", "a\nbc\n")(3)).toEqual({ path: "x.sh", line: 2, column: 2 });
    expect(placesOfFile("x.sh", "a\nbc\n", 2)(1)).toEqual({ path: "x.sh", line: 2, column: 2 });
  });
});

test.each<[string, number, string]>([
  ["a\nb", 0, "a"],
  ["a\n  bc \nd", 4, "bc"],
  ["a\nbc", 3, "bc"],
])("the line of %j that holds the character at %i", (text, offset, expected) => {
  expect(lineAt(text, offset)).toBe(expected);
});
