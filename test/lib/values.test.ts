import { describe, expect, test } from "vitest";
import { parseDuration, parseTags } from "../../lib/values.ts";

describe("parseDuration", () => {
  test.each([
    ["90s", 90_000],
    ["15m", 900_000],
    ["2h", 7_200_000],
    ["500ms", 500],
    ["1d", 86_400_000],
    ["3", 3_000],
    ["0.5s", 500],
    ["24d", 2_073_600_000],
  ])("%s is %i ms", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each(["", "0", "0s", "-1s", "1 s", "s", "1w", "1e3", "25d", "0.0001ms", "Infinity", "1,5s"])(
    "refuses %j",
    (text) => {
      expect(() => parseDuration(text)).toThrow(expect.objectContaining({ code: "E_USAGE" }));
    },
  );
});

describe("parseTags", () => {
  test("keeps everything after the first equals sign", () => {
    expect(parseTags(["a=b=c", "x/y.z-1=é 🦊\nline"])).toEqual({ a: "b=c", "x/y.z-1": "é 🦊\nline" });
  });

  test.each([["novalue"], ["=x"], ["a="], [" a=b"], ["-a=b"], [`${"k".repeat(65)}=v`]])("refuses %j", (pair) => {
    expect(() => parseTags([pair])).toThrow(expect.objectContaining({ code: "E_USAGE" }));
  });

  test("refuses a key twice, and keys of objects are only keys", () => {
    expect(() => parseTags(["a=1", "a=2"])).toThrow(/given twice/);
    expect(parseTags(["constructor=1", "toString=2"])).toEqual({ constructor: "1", toString: "2" });
  });
});
