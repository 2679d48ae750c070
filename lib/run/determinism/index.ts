/**
 * Whether a step gives the same bytes twice, and if not, why.
 *
 * @module
 */
export { checkDeterminism } from "./check.ts";
export { describeOutcomes } from "./outcomes.ts";
export { type DeterminismReport, exitOfDeterminism, formatDeterminism, isUntouched } from "./report.ts";
export { type Comparison, compareResults, type Mismatch, memberAt, type Results, resultsOfRun } from "./results.ts";
export type { Circumstances, Difference, Pair } from "./types.ts";
export { localeOf } from "./vary.ts";
export { describeMismatch, mismatchLines } from "./words.ts";
