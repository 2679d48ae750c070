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
  ["", "not JSON: it ends too early"],
  ["[1,", "not JSON: it ends too early"],
  ["tru", "not JSON: it ends too early"],
  ['"abc', "not JSON: it ends too early"],
  ['{"a"', "not JSON: it ends too early"],
  ["x", "not JSON: unexpected token 'x' at 1:1"],
  ["trux", "not JSON: unexpected token 'x' at 1:4"],
  ["[,]", "not JSON: unexpected token ',' at 1:2"],
  ['{"a": 1,\n "b": flimflam}', "not JSON: unexpected token 'l' at 2:8"],
  ['{"a": 1,\n "b": zorblax}', "not JSON: unexpected token 'z' at 2:7"],
  ['{"a": 1,\r\n "b": [1 2]}', "not JSON: expected ',' or ']' after array element at 2:10"],
  ['{"a": 1,}', "not JSON: expected double-quoted property name at 1:9"],
  ['["\\q"]', "not JSON: bad escaped character at 1:4"],
  ["01", "not JSON: unexpected number at 1:2"],
  ["1 zorblax", "not JSON: unexpected non-whitespace character after JSON at 1:3"],
  ['["é", 😀]', "not JSON: unexpected token '\ud83d' at 1:7"],
])("%j: %s", (text, expected) => {
  expect(faultOf(text)).toBe(expected);
});

test("stands at its place in a long text, and without one in a text that would take seconds", () => {
  const before = `[${'"x",\n'.repeat(100_000)}`;
  expect(faultOf(`${before} zorblax]`)).toBe("not JSON: unexpected token 'z' at 100001:2");
  expect(faultOf(`[${'"x",\n'.repeat(300_000)} zorblax]`)).toBe("not JSON: unexpected token 'z'");
});
