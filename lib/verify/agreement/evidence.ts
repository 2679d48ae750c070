/**
 * What the rules of agreement look at. A document that could not be used is left out, and no rule blames
 * another document for it.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type { FileTrace, Member, Provenance, RunSummary, Toolchain } from "../../evidence/index.ts";
import { compareBytes, type Finding } from "../../report.ts";
import { shownValue, violation } from "../finding.ts";
import type { TraceFacts } from "../trace.ts";

export { dependenciesOf, roleOf } from "../../evidence/index.ts";

export interface Evidence {
  members: readonly Member[] | undefined;
  summary: RunSummary | undefined;
  provenance: Provenance | undefined;
  toolchain: Toolchain | undefined;
  trace: TraceFacts | undefined;
  /** What the step opened; undefined also when nobody looked. */
  fileTrace?: FileTrace | undefined;
}

/** One rule: every way in which the documents contradict each other in its matter. */
export type Rule = (evidence: Evidence) => Finding[];

/** Nothing when both are the same value, else one finding about `path`. */
export const mustEqual = (path: string, what: string, expected: unknown, actual: unknown): Finding[] =>
  expected === actual || isDeepStrictEqual(expected, actual)
    ? []
    : [disagreement(path, what, shownValue(expected), shownValue(actual))];

export const disagreement = (path: string, what: string, expected: string, actual: string): Finding =>
  violation("DOCUMENTS_DISAGREE", path, what, { expected, actual });

/** What is in one list and not in the other, each as often as it is missing. */
export const differences = (
  left: readonly string[],
  right: readonly string[],
): { onlyLeft: string[]; onlyRight: string[] } => {
  const counts = new Map<string, number>();
  for (const item of left) counts.set(item, (counts.get(item) ?? 0) + 1);
  for (const item of right) counts.set(item, (counts.get(item) ?? 0) - 1);
  const pick = (sign: number) =>
    [...counts]
      .filter(([, count]) => count * sign > 0)
      .map(([item]) => item)
      .sort(compareBytes);
  return { onlyLeft: pick(1), onlyRight: pick(-1) };
};
