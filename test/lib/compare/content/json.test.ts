import { describe, expect, test } from "vitest";
import { compareJson, readJson } from "../../../../lib/compare/content/json.ts";
import type { JsonValue } from "../../../../lib/json.ts";

const told = (before: JsonValue, after: JsonValue) =>
  compareJson(before, after).first.map(({ path, before: old, after: now }) => `${path}: ${old} -> ${now}`);

describe("compareJson", () => {
  test.each<[string, JsonValue, JsonValue, string[]]>([
    ["a number", { lr: 0.1 }, { lr: 0.2 }, ["$.lr: 0.1 -> 0.2"]],
    ["a key that is new", {}, { a: null }, ["$.a: null -> null"]],
    ["a key that is gone", { "a b": 1 }, {}, ['$["a b"]: 1 -> null']],
    ["another type", { a: [1] }, { a: { b: 1 } }, ['$.a: [1] -> {"b":1}']],
    ["one more item at the start", [1, 2, 3], [0, 1, 2, 3], ["$[0]: null -> 0"]],
    ["a value within an item", [{ a: 1, b: 2 }], [{ a: 1, b: 3 }], ["$[0].b: 2 -> 3"]],
    ["negative zero", { a: 0 }, { a: -0 }, ["$.a: 0 -> -0"]],
    ["negative zero in a list", [-0], [0], ["$[0]: -0 -> 0"]],
    ["negative zero that came", {}, { a: -0 }, ["$.a: null -> -0"]],
    [
      "what differs far behind",
      [`${"x".repeat(500)}1${"y".repeat(500)}`],
      [`${"x".repeat(500)}2${"y".repeat(500)}`],
      [
        `$[0]: …${"x".repeat(30)}1${"y".repeat(74)}… (column 502) -> …${"x".repeat(30)}2${"y".repeat(74)}… (column 502)`,
      ],
    ],
    ["keys of every object", { toString: 1 }, {}, ["$.toString: 1 -> null"]],
  ])("names %s", (_, before, after, expected) => {
    expect(told(before, after)).toEqual(expected);
  });

  test("says that only the writing differs", () => {
    expect(compareJson({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual({
      kind: "json",
      changed: 0,
      first: [],
      note: "the same values, written differently",
    });
  });

  test("counts all and shows ten, however long a list is", () => {
    const list = (factor: number) => Array.from({ length: 150_000 }, (_, index) => index * factor);
    const { changed, first } = compareJson(list(1), list(2));
    expect(changed).toBe(149_999);
    expect(first).toHaveLength(10);
  });
});

describe("readJson", () => {
  test.each([
    ["a document", '{"a":1}', true],
    ["a list after white space", " \n[1]", true],
    ["a bare text", '"a"', false],
    ["a duplicate key", '{"a":1,"a":2}', false],
    ["nesting without end", "[".repeat(1_000_000), false],
    ["nesting of a thousand", `${"[".repeat(1000)}${"]".repeat(1000)}`, false],
    ["a number that no double holds", "[12345678901234567890]", false],
  ])("%s", (_, text, isRead) => {
    expect(readJson(Buffer.from(text)) !== undefined).toBe(isRead);
  });
});
