import { describe, expect, test } from "vitest";
import { markupText } from "../../../../lib/page/index.ts";
import { bucketsOf, formatChart } from "../../../../lib/site/client/chart.ts";
import { rowOf } from "../../../support/site.ts";

const at = (...times: string[]) => times.map((time) => rowOf({ startedAt: Date.parse(time) }));

describe("bucketsOf", () => {
  test("counts days without a gap, in UTC", () => {
    const rows = [
      ...at("2026-02-27T23:59:59.999Z", "2026-03-01T00:00:00Z"),
      rowOf({ startedAt: Date.parse("2026-03-01T12:00Z"), outcome: "failed" }),
    ];
    expect(bucketsOf(rows)).toEqual({
      unit: "day",
      buckets: [
        { from: "2026-02-27", to: "2026-02-27", succeeded: 1, failed: 0 },
        { from: "2026-02-28", to: "2026-02-28", succeeded: 0, failed: 0 },
        { from: "2026-03-01", to: "2026-03-01", succeeded: 1, failed: 1 },
      ],
    });
  });

  test.each([
    ["week", "2026-01-01", "2026-12-31", 53, { from: "2025-12-29", to: "2026-01-04" }],
    ["month", "2020-01-15", "2026-02-15", 74, { from: "2020-01-01", to: "2020-01-31" }],
    ["year", "1970-01-01", "2026-02-15", 57, { from: "1970-01-01", to: "1970-12-31" }],
  ])("takes a %s where days would be too many", (unit, from, to, count, first) => {
    const { unit: found, buckets } = bucketsOf(at(from, to));
    expect([found, buckets.length]).toEqual([unit, count]);
    expect(buckets[0]).toMatchObject({ ...first, succeeded: 1 });
    expect(buckets.at(-1)).toMatchObject({ succeeded: 1 });
  });

  test.each([
    ["none", []],
    ["a clock that was wrong by centuries", at("1000-01-01", "2026-01-01")],
  ])("gives none for %s", (_, rows) => {
    expect(bucketsOf(rows).buckets).toEqual([]);
  });
});

test("formatChart says in words what it draws, and dims what is out of the range", () => {
  const chart = markupText(formatChart(at("2026-01-01", "2026-01-02", "2026-01-02"), { from: "2026-01-02", to: "" }));
  expect(chart).toContain('aria-label="Runs per day: at most 2; 0 of 3 did not succeed"');
  expect(chart.match(/class="out"/g)).toHaveLength(1);
  expect(chart).toContain("<title>2026-01-02: 2 runs, 0 not succeeded</title>");
  expect(markupText(formatChart(at("2026-01-01"), { from: "", to: "" }))).toBe("");
});
