import { expect, test } from "vitest";
import { formatDuration } from "../../../lib/trace/units.ts";

test.each([
  [0, "0 µs"],
  [999, "999 µs"],
  [1000, "1.00 ms"],
  [84_459, "84.5 ms"],
  [999_499, "999 ms"],
  [999_500, "1.00 s"],
  [12_400_000, "12.4 s"],
  [59_949_999, "59.9 s"],
  [59_950_000, "1 min 00 s"],
  [125_000_000, "2 min 05 s"],
  [3_599_400_000, "59 min 59 s"],
  [3_599_600_000, "1 h 00 min"],
  [90_061_000_000, "25 h 01 min"],
])("formatDuration: %i µs are %s", (us, text) => {
  expect(formatDuration(us)).toBe(text);
});
