/**
 * The runs that a list shows: chosen, then sorted. Pure.
 *
 * @module
 */
import type { ListState } from "./route.ts";
import type { Row } from "./store.ts";

export interface Found {
  rows: readonly Row[];
  /** The same without the bounds of time. */
  anyTime: readonly Row[];
}

/** Rows in their order; `rows` are the newest first. */
export const findRuns = (rows: readonly Row[], state: ListState, matches: (row: Row) => boolean): Found => {
  const equal = (["project", "step", "outcome", "review", "origin"] as const).filter((name) => state[name] !== "");
  const anyTime = rows.filter((row) => equal.every((name) => row[name] === state[name]) && matches(row));
  const from = state.from === "" ? Number.NEGATIVE_INFINITY : Date.parse(state.from);
  const to = state.to === "" ? Number.POSITIVE_INFINITY : Date.parse(state.to) + 86_400_000;
  const chosen = anyTime.filter(({ startedAt }) => !(startedAt < from || startedAt >= to));
  const order = sorts[state.sort]?.compare;
  return { rows: order === undefined ? chosen : chosen.sort((a, b) => order(a, b) || a.at - b.at), anyTime };
};

/** Ways to sort; without one the newest come first. */
export const sorts: Readonly<Record<string, { words: string; compare: (a: Row, b: Row) => number }>> = {
  oldest: { words: "Oldest first", compare: (a, b) => b.at - a.at },
  longest: { words: "Longest first", compare: (a, b) => b.durationMs - a.durationMs },
  largest: { words: "Largest outputs first", compare: (a, b) => b.outputBytes - a.outputBytes },
  step: {
    words: "By project and step",
    compare: (a, b) => compareText(a.project, b.project) || compareText(a.step, b.step),
  },
};

/** Different values, in the order of their text; nothing is none. */
export const valuesOf = (rows: readonly Row[], name: "project" | "step" | "outcome" | "review" | "origin"): string[] =>
  [...new Set(rows.map((row) => row[name]))].filter((value) => value !== "").sort(compareText);

// --- internal ---

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
