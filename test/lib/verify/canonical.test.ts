import { describe, expect, it } from "vitest";
import { formatDocument, type JsonValue } from "../../../lib/json.ts";
import { isCanonical, parseCanonical } from "../../../lib/verify/canonical.ts";

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

describe("parseCanonical", () => {
  it.each(values.map((value) => [formatDocument(value).toString("utf8"), value] as const))(
    "gives the value of %j, or leaves it to the slow way, and nothing for anything near it",
    (text, value) => {
      const parsed = parseCanonical(Buffer.from(text));
      if (parsed !== undefined) expect(parsed).toEqual(value);
      for (let at = 0; at < text.length; at += 1) {
        const near = [text.slice(0, at) + text.slice(at + 1), `${text.slice(0, at)} ${text.slice(at)}`];
        for (const other of near) {
          const found = parseCanonical(Buffer.from(other));
          if (found !== undefined) expect(isCanonical(found, other), other).toBe(true);
        }
      }
    },
  );

  it("is quick for what nearly every document is", () => {
    expect(parseCanonical(formatDocument({ a: [1, { b: "é" }], c: null }))).toEqual({ a: [1, { b: "é" }], c: null });
  });

  it.each([
    ["a key that is there twice", '{"a":1,"a":1}\n'],
    ["another order", '{"b":1,"a":1}\n'],
    ["a key that no object has as its own", '{"__proto__":1}\n'],
    ["a number that a double can't hold", "9007199254740993\n"],
    ["a number that others may not hold", "9007199254740992\n"],
    ["an escape that need not be", '"\\u0061"\n'],
    ["a lone surrogate", '"\\ud800"\n'],
    ["a byte order mark", "\ufeff1\n"],
    ["no newline", "1"],
    ["two newlines", "1\n\n"],
    ["deep nesting", `${"[".repeat(70)}${"]".repeat(70)}\n`],
    ["nothing", ""],
  ])("gives nothing for %s", (_, text) => expect(parseCanonical(Buffer.from(text))).toBeUndefined());

  it("gives nothing for what is no UTF-8, and for what is large", () => {
    expect(parseCanonical(Buffer.from([0x22, 0xff, 0x22, 0x0a]))).toBeUndefined();
    expect(parseCanonical(formatDocument("x".repeat(300_000)))).toBeUndefined();
  });
});
