import { describe, expect, test } from "vitest";
import { parseSpan } from "../../../../lib/catalog/query/moment.ts";

const now = Date.UTC(2026, 2, 1, 15, 30);

const spanOf = (text: string, isLocal = false): string => {
  const { from, below } = parseSpan(text, { now, isLocal });
  return `${new Date(from).toISOString()} ${new Date(below).toISOString()}`;
};

describe("parseSpan reads", () => {
  test.each([
    ["2026", "2026-01-01T00:00:00.000Z 2027-01-01T00:00:00.000Z"],
    ["2026-12", "2026-12-01T00:00:00.000Z 2027-01-01T00:00:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z 2024-03-01T00:00:00.000Z"],
    ["2026-01-31T20:15", "2026-01-31T20:15:00.000Z 2026-01-31T20:16:00.000Z"],
    ["2026-01-31T20:15:09Z", "2026-01-31T20:15:09.000Z 2026-01-31T20:15:10.000Z"],
    ["2026-01-31 20:15:09.25+02:00", "2026-01-31T18:15:09.250Z 2026-01-31T18:15:09.251Z"],
    ["2026-12-31T23:59:59-05:30", "2027-01-01T05:29:59.000Z 2027-01-01T05:30:00.000Z"],
    ["today", "2026-03-01T00:00:00.000Z 2026-03-02T00:00:00.000Z"],
    ["yesterday", "2026-02-28T00:00:00.000Z 2026-03-01T00:00:00.000Z"],
    ["2h", "2026-03-01T13:30:00.000Z 2026-03-01T13:30:00.001Z"],
    ["1w", "2026-02-22T15:30:00.000Z 2026-02-22T15:30:00.001Z"],
  ])("%s in UTC", (text, wanted) => expect(spanOf(text)).toBe(wanted));

  test("a day where the clock is, when asked for local time", () => {
    const local = new Date(2026, 0, 31);
    expect(parseSpan("2026-01-31", { now, isLocal: true }).from).toBe(local.getTime());
    // What names its zone is not changed by it.
    expect(spanOf("2026-01-31T00:00Z", true)).toBe(spanOf("2026-01-31T00:00Z"));
  });

  test.each([
    "",
    "2026-13",
    "2026-02-30",
    "2026-1-1",
    "31.01.2026",
    "2026-01-31T25:00",
    "1e9d",
    "7",
    "-7d",
    "9999999d",
    "1969",
  ])("no date out of %j", (text) => expect(() => spanOf(text)).toThrow(`Cannot use the date "${text}"`));
});
