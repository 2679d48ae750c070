import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import canonicalize from "canonicalize";
import { describe, expect, test } from "vitest";
import { canonicalJson, documentPieces, formatDocument, parseJson } from "../../lib/json.ts";
import { conformance } from "../support/conformance.ts";
import { numberSeries } from "../support/number-series.ts";

const parse = (text: string | Uint8Array) =>
  parseJson(typeof text === "string" ? Buffer.from(text) : text, { name: "x.json" });

describe("canonicalJson", () => {
  test("writes every vector of RFC 8785's author byte for byte", () => {
    const vectors = conformance("jcs");
    if (vectors === null) return;
    const names = readdirSync(join(vectors, "input"));
    expect(names.length).toBeGreaterThanOrEqual(6);
    for (const name of names) {
      const value = JSON.parse(readFileSync(join(vectors, "input", name), "utf8"));
      expect(canonicalJson(value), name).toBe(readFileSync(join(vectors, "output", name), "utf8"));
      const hex = readFileSync(join(vectors, "outhex", name.replace(/json$/, "txt")), "utf8").replace(/\s/g, "");
      expect(Buffer.from(canonicalJson(value)).toString("hex"), name).toBe(hex);
    }
  });

  test.each([
    ["undefined", { a: undefined }],
    ["a date", { a: new Date(0) }],
    ["NaN", { a: Number.NaN }],
    ["a lone surrogate", { a: "\ud800" }],
    ["a lone surrogate as key", { "\udc00": 1 }],
    ["a map", new Map()],
    ["a bigint", 1n],
  ])("refuses %s instead of rewriting it", (_, value) => {
    expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: "E_JSON" }));
  });

  test.each([
    ["numbers as keys, which objects put first", { 10: 1, 9: 2, a: { 2: [], "-1": {}, 1: null } }],
    ["__proto__ as a key", JSON.parse('{"b":1,"__proto__":{"z":1,"a":2}}')],
    ["keys beyond the basic plane", { "\u{1f600}": 1, "\ufb33": 2, "\r": 3, "\u0080": 4 }],
    ["text that looks like an escape", { b: "\\ud800", a: "\\" }],
    ["empty things, and nothing around them", [[], {}, "", [[{}]], -0, 1e21, 5e-324]],
  ])("agrees with the library about %s", (_, value) => {
    expect(canonicalJson(value)).toBe(canonicalize(value));
  });

  test("formatDocument ends in exactly one newline", () => {
    expect(formatDocument({ b: 1, a: "ü" }).toString("utf8")).toBe('{"a":"ü","b":1}\n');
  });
});

describe("numbers, as RFC 8785 wants them", () => {
  test.each([
    [1_000, "be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687"],
    [10_000, "b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892"],
    [100_000, "22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7"],
  ])("the first %d lines of the series have the known digest", (count, digest) => {
    const hash = createHash("sha256");
    for (const bits of numberSeries(count))
      hash.update(`${bits.readBigUInt64BE().toString(16)},${canonicalJson(bits.readDoubleBE())}\n`);
    expect(hash.digest("hex")).toBe(digest);
  });

  test.each([
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["ffefffffffffffff", "-1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555554", "333333333.33333325"],
    ["41b3de4355555555", "333333333.3333333"],
    ["41b3de4355555556", "333333333.3333334"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ])("%s is %s", (bits, text) => {
    expect(canonicalJson(Buffer.from(bits, "hex").readDoubleBE())).toBe(text);
  });
});

describe("parseJson", () => {
  test("reads what is unambiguous", () => {
    expect(parse(' {"a":[1,2.5e3,-0,"x\\"{}[],",{"a":{}}],"b":null}\n')).toEqual({
      a: [1, 2500, -0, 'x"{}[],', { a: {} }],
      b: null,
    });
  });

  test.each([
    ["a duplicate key", '{"a":1,"a":2}'],
    ["a duplicate key spelled differently", '{"a":1,"\\u0061":2}'],
    ["a duplicate key deep inside", '[{"x":[{"k":1,"j":[1,2],"k":2}]}]'],
    ["__proto__", '{"__proto__":{}}'],
    ["trailing bytes", "{} {}"],
    ["an integer beyond a double", "9007199254740993"],
    ["an infinite number", "1e999"],
    ["a long integer among shorter ones", '[1,{"a":[-12345678901234567]}]'],
    ["a duplicate key beside a colon in a string", '{"a":":","a":"::"}'],
    ["a duplicate key behind backslashes", '{"a":"\\\\","b":"\\"","b":1}'],
    ["nesting beyond 64", "[".repeat(65) + "]".repeat(65)],
    ["nothing", ""],
    ["a byte order mark", "\ufeff{}"],
    ["NaN", "NaN"],
  ])("refuses %s", (_, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: "E_JSON" }));
  });

  test("refuses invalid UTF-8", () => {
    expect(() => parse(Buffer.from([0x22, 0xff, 0x22]))).toThrow(/not valid UTF-8/);
  });

  test("refuses more bytes than allowed", () => {
    expect(() => parseJson(Buffer.from("[1,2,3]"), { name: "x", maxBytes: 6 })).toThrow(/at most 6 bytes, found 7/);
  });

  test.each([
    ['{"a":"\\\\","b":"\\\\\\"","c:":":"}', { a: "\\", b: '\\"', "c:": ":" }],
    ["[123456789012345,1234567890123456,-1.25,1E2,0.1e-2]", [123456789012345, 1234567890123456, -1.25, 100, 0.001]],
  ])("reads %s", (text, value) => {
    expect(parse(text)).toEqual(value);
  });

  test("accepts the same key in different objects", () => {
    expect(parse('[{"a":1},{"a":{"a":2}}]')).toEqual([{ a: 1 }, { a: { a: 2 } }]);
  });
});

describe("documentPieces", () => {
  test.each([0, 1, 63, 64, 65, 128, 300])("writes a list of %i as formatDocument does", (count) => {
    const list = Array.from({ length: count }, (_, index) => ({ b: [index], a: `\u{1f600} ${index}` }));
    const change = <T>(value: T): T => value;
    const pieces = [...documentPieces({ z: list.values(), n: 1, list }, change)].join("");
    expect(pieces).toBe(formatDocument({ z: list, n: 1, list }).toString("utf8"));
  });

  test("changes every key and every element", () => {
    const change = <T>(value: T): T =>
      typeof value === "string" ? (value.toUpperCase() as T) : Array.isArray(value) ? value : ({ changed: value } as T);
    expect([...documentPieces({ list: [1, "b"], text: "c" }, change)].join("")).toBe(
      '{"LIST":[{"changed":1},"B"],"TEXT":"C"}\n',
    );
  });
});
