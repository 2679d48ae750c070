import { expect, test } from "vitest";
import { jsonFault } from "../../lib/json-fault.ts";

const faultOf = (text: string): string => {
  try {
    JSON.parse(text);
  } catch (error) {
    return jsonFault(text, error);
  }
  return "";
};

test.each<[string, string]>([
  ["", "Unexpected end at its end"],
  ["[1,", "Unexpected end at its end"],
  ["tru", "Unexpected end at its end"],
  ['"abc', "Unterminated string in JSON at its end"],
  ['{"a"', "Expected ':' after property name in JSON at its end"],
  ["x", "Unexpected token 'x' at 1:1"],
  ["trux", "Unexpected token 'x' at 1:4"],
  ["[,]", "Unexpected token ',' at 1:2"],
  ['{"a": 1,\n "b": flimflam}', "Unexpected token 'l' at 2:8"],
  ['{"a": 1,\n "b": zorblax}', "Unexpected token 'z' at 2:7"],
  ['{"a": 1,\r\n "b": [1 2]}', "Expected ',' or ']' after array element in JSON at 2:10"],
  ['{"a": 1,}', "Expected double-quoted property name in JSON at 1:9"],
  ['["\\q"]', "Bad escaped character in JSON at 1:4"],
  ["01", "Unexpected number in JSON at 1:2"],
  ["1 zorblax", "Unexpected non-whitespace character after JSON at 1:3"],
  ['["é", 😀]', "Unexpected token '\ud83d' at 1:7"],
])("%j: %s", (text, expected) => {
  expect(faultOf(text)).toBe(expected);
});

test("stands at its place in a long text, and without one in a text that would take seconds", () => {
  const before = `[${'"x",\n'.repeat(100_000)}`;
  expect(faultOf(`${before} zorblax]`)).toBe("Unexpected token 'z' at 100001:2");
  expect(faultOf(`[${'"x",\n'.repeat(300_000)} zorblax]`)).toBe("Unexpected token 'z'");
});
