import { expect, test } from "vitest";
import { dayOf, isDay, lastDay } from "../../../../lib/guard/waivers/index.ts";

test.each(["2026-01-01", "2024-02-29", "9999-12-31"])("%s is a day", (text) => {
  expect(isDay(text)).toBe(true);
});

test.each([
  ...["", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "2026-01-01T00:00:00Z"],
  ...[" 2026-01-01", "2026-01-01\n", "２０２６-01-01", "+02026-01-01", "never", "2026-12-32"],
  // The years of other forms of ISO 8601.
  ...["+012026-01", "-002026-01"],
])("%j is none", (text) => {
  expect(isDay(text)).toBe(false);
});

test("days are those of UTC, to the last millisecond", () => {
  expect(dayOf(Date.UTC(2026, 0, 31, 23, 59, 59, 999))).toBe("2026-01-31");
  expect(dayOf(Date.UTC(2026, 1, 1))).toBe("2026-02-01");
});

test("the last day lies so many days ahead, over years and leap days", () => {
  expect(lastDay(Date.UTC(2026, 0, 1, 12), 1)).toBe("2026-01-02");
  expect(lastDay(Date.UTC(2027, 11, 31, 23, 59), 60)).toBe("2028-02-29");
});
