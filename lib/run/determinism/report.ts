/**
 * What `run --check-determinism` answers.
 *
 * @module
 */
import { exits } from "../../errors.ts";
import type { Finding, Verdict } from "../../report.ts";
import { visible } from "../../text.ts";
import type { RunReport } from "../options.ts";
import { describeOutcomes } from "./outcomes.ts";
import type { Comparison, Mismatch } from "./results.ts";
import { describeMismatch, mismatchLines } from "./words.ts";

/** The document of `run --check-determinism --json`, `kprov.determinism/v1`. */
export interface DeterminismReport {
  schema: "kprov.determinism/v1";
  /**
   * `proved`: both runs succeeded and gave the same; `violated`: they differ, or the step failed; `undecided`: nothing that the
   * step made was compared.
   */
  verdict: Verdict;
  /** Whether both runs gave the same, as far as they went; null when there was nothing to compare. */
  same: boolean | null;
  /** The first run, whose bundle is kept. */
  run: RunReport;
  /** The second one; null when it did not come to it. */
  second: Pick<RunReport, "outcome" | "exitCode" | "stableDigest"> | null;
  /** What was different around the two runs: null where nothing was set. */
  varied: { name: string; first: string | null; second: string | null }[];
  compared: { outputs: number; logs: number };
  /** Whether the first run's outputs are in its bundle; those in the copies are gone. */
  isKept: boolean;
  /** Every output, log and document that differs. */
  differences: (Mismatch & { decides: boolean })[];
  findings: Finding[];
}

/** Settle the verdict. Logs decide only where nothing else was made: by themselves they are no part of what is proved equal. */
export const settle = (
  runs: { run: RunReport; second: RunReport; varied: DeterminismReport["varied"]; isKept: boolean },
  comparison: Comparison,
  documents: readonly Mismatch[],
): DeterminismReport => {
  const { run, second, varied, isKept } = runs;
  const { outputs, logs, areOutcomesEqual, outcomes } = comparison;
  const doLogsDecide = outputs.compared === 0;
  const differences = [
    ...[...outputs.mismatches, ...documents].map((mismatch) => ({ ...mismatch, decides: true })),
    ...logs.mismatches.map((mismatch) => ({ ...mismatch, decides: doLogsDecide })),
  ];
  const findings = differences.filter(({ decides }) => decides).map(findingOf);
  if (!areOutcomesEqual) {
    const [expected, actual] = describeOutcomes(outcomes);
    const message = `The runs ended in different ways: ${expected} and ${actual}`;
    findings.unshift({
      code: "NOT_DETERMINISTIC",
      level: "violation",
      message,
      expected,
      actual,
    });
  }
  const isCompared = outputs.compared + logs.compared > 0 && !isUntouched(run);
  const same = findings.length > 0 ? false : isCompared ? true : null;
  const hasFailed = run.outcome.status !== "succeeded";
  const { outcome, exitCode, stableDigest } = second;
  return {
    schema: "kprov.determinism/v1",
    verdict:
      findings.length > 0 || hasFailed ? "violated" : same === null || second.exitCode !== 0 ? "undecided" : "proved",
    same,
    run,
    second: { outcome, exitCode, stableDigest },
    varied,
    compared: { outputs: outputs.compared, logs: logs.compared },
    isKept,
    differences,
    findings,
  };
};

/** There is nothing to compare: the first run was interrupted, or did not start. */
export const unsettled = (run: RunReport): DeterminismReport => ({
  schema: "kprov.determinism/v1",
  verdict: "undecided",
  same: null,
  run,
  second: null,
  varied: [],
  compared: { outputs: 0, logs: 0 },
  isKept: false,
  differences: [],
  findings: [],
});

/** The step's own status first, as `run` has it; then 1 when the runs differ; 125 when the second one could not be recorded. */
export const exitOfDeterminism = ({ run, second, verdict }: DeterminismReport): number => {
  if (run.exitCode !== exits.proved) return run.exitCode;
  if (verdict === "violated") return exits.violated;
  if (second !== null && second.exitCode !== exits.proved) return second.exitCode;
  return verdict === "proved" ? exits.proved : exits.undecided;
};

/** What a person sees below the first run's own lines. */
export const formatDeterminism = (report: DeterminismReport): string => {
  const { second, varied, compared, differences, findings } = report;
  if (second === null) return "kprovengine: not run a second time: the first run did not come to its end";
  const around = varied.map(({ name }) => name).join(", ");
  const what = compared.outputs === 0 ? "logs" : `${compared.outputs} ${compared.outputs === 1 ? "output" : "outputs"}`;
  const lines = [
    headline(report, what),
    `  different around the second run: ${around}; standard input: empty for both`,
  ];
  for (const { path, message } of findings) if (path === undefined) lines.push(`  ${visible(message)}`);
  for (const mismatch of differences.filter(({ decides }) => decides)) lines.push(...mismatchLines(mismatch));
  const notes = differences.filter(({ decides }) => !decides);
  for (const mismatch of notes)
    lines.push(...mismatchLines(mismatch).map((line, index) => (index === 0 ? `  note:${line.slice(1)}` : line)));
  if (notes.length > 0) lines.push("  logs are no part of what equal runs have in common: they decide nothing here");
  if (compared.outputs > 0 && !report.isKept)
    lines.push("  the outputs were made in the copies, which are gone; --collect keeps the first run's in its bundle");
  if (findings.length > 0) lines.push("  kprovengine explain NOT_DETERMINISTIC says more");
  return lines.join("\n");
};

/** Files that only lay there are nothing that a step has made. */
export const isUntouched = ({ outputs, unchanged }: Pick<RunReport, "outputs" | "unchanged">): boolean =>
  outputs > 0 && unchanged.length >= outputs;

// --- internal ---

const headline = ({ same, run }: DeterminismReport, what: string): string => {
  if (same === null)
    return "kprovengine: not decided: the step touched none of its declared outputs, so nothing that it made was compared";
  if (!same) return "kprovengine: NOT deterministic: two runs in clean copies differ";
  if (run.outcome.status !== "succeeded")
    return `kprovengine: the step did not succeed, twice in the same way: two runs in clean copies gave the same ${what}`;
  return `kprovengine: deterministic: two runs in clean copies gave the same ${what}`;
};

const findingOf = (mismatch: Mismatch): Finding => ({
  code: "NOT_DETERMINISTIC",
  level: "violation",
  path: mismatch.member,
  message: describeMismatch(mismatch),
  ...(mismatch.difference !== null && { expected: mismatch.difference.first, actual: mismatch.difference.second }),
});
