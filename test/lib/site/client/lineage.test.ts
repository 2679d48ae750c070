import { describe, expect, test } from "vitest";
import { traceLineage } from "../../../../lib/site/client/lineage.ts";
import type { SiteLinks } from "../../../../lib/site/site-data.ts";

/** 0 read of 1 and 2, both read of 3, and 4 read of 3 as well. */
const links: SiteLinks = [
  [
    [1, "b", "bb"],
    [2, "c", "cc"],
  ],
  [[3, "d", "dd"]],
  [[3, "d", "dd"]],
  [],
  [[3, "d", "dd"]],
];
const trace = (start: number, changes: { direction?: string; depth?: number; limit?: number } = {}) =>
  traceLineage(links, start, { direction: "both", depth: 3, limit: 10, ...changes });

describe("traceLineage", () => {
  test("reaches what a run came from, the oldest first, and not what else came of that", () => {
    expect(trace(0).runs).toEqual([3, 2, 1, 0]);
    expect(trace(0, { direction: "upstream" }).runs).toEqual([3, 2, 1, 0]);
    expect(trace(0, { direction: "downstream" }).runs).toEqual([0]);
    expect(trace(3, { direction: "downstream" }).runs).toEqual([4, 3, 2, 1, 0]);
  });

  test("names the files that lead from one to the other", () => {
    expect(trace(0, { depth: 1 }).links).toEqual([
      { maker: 1, reader: 0, path: "b", digest: "bb" },
      { maker: 2, reader: 0, path: "c", digest: "cc" },
    ]);
  });

  test("is bounded, keeps the nearest, and says how many it left out", () => {
    expect(trace(0, { limit: 2 })).toMatchObject({ runs: [1, 0], omitted: 2 });
  });

  test("ends in a circle", () => {
    const circle: SiteLinks = [[[1, "x", "xx"]], [[0, "y", "yy"]]];
    expect(traceLineage(circle, 0, { direction: "both", depth: 9, limit: 10 }).runs).toEqual([1, 0]);
  });
});
