import { expect, test } from "vitest";
import { countOf, formatBytes, formatMicroseconds, formatNumber, formatTimeUtc, shortened } from "../../lib/words.ts";

test.each([
  [0, "0"],
  [999, "999"],
  [1000, "1,000"],
  [12_345_678, "12,345,678"],
])("formatNumber(%d)", (value, text) => expect(formatNumber(value)).toBe(text));

test.each([
  [1, "file", "1 file"],
  [0, "file", "0 files"],
  [1200, "file", "1,200 files"],
])("countOf(%d, %s)", (count, noun, text) => expect(countOf(count, noun)).toBe(text));

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [999_949, "999.9 kB"],
  [999_950, "1.0 MB"],
  [40e9, "40.0 GB"],
  [Number.MAX_SAFE_INTEGER, "9.0 PB"],
])("formatBytes(%d)", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [0, "0 µs"],
  [999, "999 µs"],
  [12_345, "12.3 ms"],
  [999_950, "1.00 s"],
  [59_994_999, "59.99 s"],
  [59_995_000, "1 min 00 s"],
  [125_000_000, "2 min 05 s"],
  [3_599_600_000, "1 h 00 min"],
  [11_220_000_000, "3 h 07 min"],
])("formatMicroseconds(%d)", (us, text) => expect(formatMicroseconds(us)).toBe(text));

test("formatTimeUtc leaves what it does not know", () => {
  expect(formatTimeUtc("2026-02-15T20:13:00.000Z")).toBe("2026-02-15 20:13:00 UTC");
  expect(formatTimeUtc("yesterday")).toBe("yesterday");
});

test("shortened keeps both ends, and never half of a character", () => {
  expect(shortened("short", 5)).toBe("short");
  expect(shortened("data/2026/february/claims.csv", 15)).toBe("data…claims.csv");
  expect([...shortened("😀".repeat(30), 10)]).toHaveLength(10);
  expect(shortened("😀".repeat(30), 10).isWellFormed()).toBe(true);
});
