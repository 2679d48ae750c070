import { expect, test } from "vitest";
import { formatAge, formatMoment, zoneName } from "../../../../lib/catalog/text/moment.ts";

test("formatMoment reads a time in UTC, or as the local clock showed it", () => {
  const at = Date.UTC(2026, 1, 15, 20, 13, 7, 999);
  expect(formatMoment(at, { isLocal: false })).toBe("2026-02-15 20:13:07");
  const local = new Date(2026, 6, 1, 3, 4, 5);
  expect(formatMoment(local.getTime(), { isLocal: true })).toBe("2026-07-01 03:04:05");
  expect(formatMoment(Number.MAX_SAFE_INTEGER, { isLocal: false })).toBe("9007199254740991");
});

test("zoneName names what the times are in", () => {
  expect(zoneName({ isLocal: false })).toBe("UTC");
  expect(zoneName({ isLocal: true })).not.toBe("");
});

test.each([
  [5, "just now"],
  [45, "45 seconds ago"],
  [119, "119 seconds ago"],
  [120, "2 minutes ago"],
  [3 * 3600, "3 hours ago"],
  [47 * 3600, "47 hours ago"],
  [20 * 86_400, "2 weeks ago"],
  [400 * 86_400, "13 months ago"],
  [900 * 86_400, "2 years ago"],
  [-300, "in 5 minutes"],
])("formatAge of %i seconds is %s", (seconds, text) => {
  expect(formatAge(1e12 - seconds * 1000, 1e12)).toBe(text);
});
