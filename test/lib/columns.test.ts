import { expect, test } from "vitest";
import { columnsOf, fitted } from "../../lib/columns.ts";

test.each([
  ["abc", 3],
  ["日本", 4],
  ["e\u0301", 1],
  ["🚀", 2],
  ["", 0],
])("columnsOf: %s takes %i", (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

test.each([
  ["abc", 5, "abc  "],
  ["abcdef", 4, "abc…"],
  ["日本語", 4, "日… "],
  ["日本", 4, "日本"],
])("fitted: %s in %i columns", (text, width, result) => {
  expect(fitted(text, width)).toBe(result);
  expect(columnsOf(result)).toBe(width);
});
