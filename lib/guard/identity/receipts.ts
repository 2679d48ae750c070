/**
 * Coverage receipts, counted on both sides: what there was, and what became of each.
 *
 * @module
 */
import { type Coverage, compareBytes } from "../../report.ts";

export interface Receipts {
  /** There are `count` more of `unit` to judge. */
  consider: (unit: string, count: number) => void;
  /** One of them was judged. */
  examine: (unit: string, count?: number) => void;
  /** One of them was not, for a reason. */
  skip: (unit: string, reason: string) => void;
  /** What somebody else has counted. */
  add: (coverage: readonly Coverage[]) => void;
  /** One receipt for each unit that was spoken of, in that order; reasons sorted. */
  list: () => Coverage[];
}

export const createReceipts = (): Receipts => {
  const units = new Map<string, Coverage>();
  const of = (unit: string): Coverage => {
    const known = units.get(unit) ?? { unit, considered: 0, examined: 0, skipped: {} };
    units.set(unit, known);
    return known;
  };
  return {
    consider(unit, count) {
      of(unit).considered += count;
    },
    examine(unit, count = 1) {
      of(unit).examined += count;
    },
    skip(unit, reason) {
      const { skipped } = of(unit);
      skipped[reason] = (skipped[reason] ?? 0) + 1;
    },
    add(coverage) {
      for (const { unit, considered, examined, skipped } of coverage) {
        const mine = of(unit);
        mine.considered += considered;
        mine.examined += examined;
        for (const [reason, count] of Object.entries(skipped))
          mine.skipped[reason] = (mine.skipped[reason] ?? 0) + count;
      }
    },
    list: () =>
      [...units.values()].map((coverage) => ({
        ...coverage,
        skipped: Object.fromEntries(Object.entries(coverage.skipped).sort(([a], [b]) => compareBytes(a, b))),
      })),
  };
};
