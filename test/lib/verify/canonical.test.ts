import { describe, expect, it } from "vitest";
import { formatDocument, type JsonValue } from "../../../lib/json.ts";
import { isCanonical } from "../../../lib/verify/canonical.ts";

const values: JsonValue[] = [
  null,
  0,
  -1.5e-7,
  1e21,
  'é\u2028\u0007"\\/',
  [],
  {},
  [[]],
  [{}],
  { a: [] },
  { a: {} },
  { b: 1, a: [2, { d: 3, c: [4] }], "": null },
  { "10": 1, "9": 2, "1": 3 },
  { "\uff5e": 1, "😀": 2, é: 3, e: 4 },
  { a: { z: { y: [true, false, null] }, b: "x" } },
];

describe("isCanonical", () => {
  it.each(values.map((value) => [formatDocument(value).toString("utf8"), value] as const))(
    "says yes to %j and no to anything near it",
    (text, value) => {
      expect(isCanonical(value, text)).toBe(true);
      for (let at = 0; at < text.length; at += 1) {
        expect(isCanonical(value, text.slice(0, at) + text.slice(at + 1)), `without ${at}`).toBe(false);
        expect(isCanonical(value, `${text.slice(0, at)} ${text.slice(at)}`), `space at ${at}`).toBe(false);
      }
      expect(isCanonical(value, `${text}\n`)).toBe(false);
      expect(isCanonical(value, text.trimEnd())).toBe(false);
    },
  );

  it("says no to keys in another order and to other spellings of numbers and strings", () => {
    expect(isCanonical({ a: 1, b: 2 }, '{"b":2,"a":1}\n')).toBe(false);
    expect(isCanonical(1, "1.0\n")).toBe(false);
    expect(isCanonical(0, "-0\n")).toBe(false);
    expect(isCanonical(["a"], '["\\u0061"]\n')).toBe(false);
  });

  it("says no to lone surrogates, in keys, values and lists, however they are written", () => {
    for (const text of ['"\\ud800"\n', '["\\ud800"]\n', '{"\\ud800":1}\n', '{"a":{"\\udfff":1}}\n']) {
      expect(isCanonical(JSON.parse(text) as JsonValue, text)).toBe(false);
    }
  });
});
