/**
 * What `run --check-determinism` answers.
 *
 * @module
 */
import { exits } from "../../errors.ts";
import type { Finding, Verdict } from "../../report.ts";
import { visible } from "../../text.ts";
import type { RunReport } from "../options.ts";
import type { Comparison, Mismatch } from "./results.ts";
import { describeMismatch, mismatchLines } from "./words.ts";

/** The document of `run --check-determinism --json`, `kprov.determinism/v1`. */
export interface DeterminismReport {
  schema: "kprov.determinism/v1";
  /** `proved`: both runs gave the same; `undecided`: there was no second run to compare. */
  verdict: Verdict;
  /** The first run, whose bundle is kept. */
  run: RunReport;
  /** The second one; null when it did not come to it. */
  second: Pick<RunReport, "outcome" | "exitCode" | "stableDigest"> | null;
  /** What was different around the two runs: null where nothing was set. */
  varied: { name: string; first: string | null; second: string | null }[];
  compared: { outputs: number; logs: number };
  /** Every output, log and document that differs. */
  differences: (Mismatch & { decides: boolean })[];
  findings: Finding[];
}

/** Settle the verdict. Logs decide only where nothing else was made: by themselves they are no part of what is proved equal. */
export const settle = (
  runs: { run: RunReport; second: RunReport; varied: DeterminismReport["varied"] },
  comparison: Comparison,
  documents: readonly Mismatch[],
): DeterminismReport => {
  const { run, second, varied } = runs;
  const { outputs, logs, areOutcomesEqual, outcomes } = comparison;
  const doLogsDecide = outputs.compared === 0;
  const differences = [
    ...[...outputs.mismatches, ...documents].map((mismatch) => ({ ...mismatch, decides: true })),
    ...logs.mismatches.map((mismatch) => ({ ...mismatch, decides: doLogsDecide })),
  ];
  const findings = differences.filter(({ decides }) => decides).map(findingOf);
  if (!areOutcomesEqual) {
    const [expected, actual] = outcomes.map(
      ({ status, exitCode }) => `${status}${exitCode === null ? "" : ` (exit ${exitCode})`}`,
    );
    const message = `The runs ended in different ways: ${expected} and ${actual}`;
    findings.unshift({
      code: "NOT_DETERMINISTIC",
      level: "violation",
      message,
      expected: expected ?? "",
      actual: actual ?? "",
    });
  }
  const { outcome, exitCode, stableDigest } = second;
  return {
    schema: "kprov.determinism/v1",
    verdict: findings.length > 0 ? "violated" : outputs.compared + logs.compared > 0 ? "proved" : "undecided",
    run,
    second: { outcome, exitCode, stableDigest },
    varied,
    compared: { outputs: outputs.compared, logs: logs.compared },
    differences,
    findings,
  };
};

/** There is nothing to compare: the first run was interrupted, or did not start. */
export const unsettled = (run: RunReport): DeterminismReport => ({
  schema: "kprov.determinism/v1",
  verdict: "undecided",
  run,
  second: null,
  varied: [],
  compared: { outputs: 0, logs: 0 },
  differences: [],
  findings: [],
});

/** The step's own status first, as `run` has it; then 1 when the runs differ; 125 when the second one could not be recorded. */
export const exitOfDeterminism = ({ run, second, verdict }: DeterminismReport): number => {
  if (run.exitCode !== exits.proved) return run.exitCode;
  if (verdict === "violated") return exits.violated;
  return second === null || verdict === "undecided" ? exits.undecided : second.exitCode;
};

/** What a person sees below the first run's own lines. */
export const formatDeterminism = (report: DeterminismReport): string => {
  const { verdict, second, varied, compared, differences, findings } = report;
  if (second === null) return "kprovengine: not run a second time: the first run did not come to its end";
  const around = varied.map(({ name }) => name).join(", ");
  const what =
    compared.outputs === 0
      ? "its logs (no output is declared)"
      : `${compared.outputs} ${compared.outputs === 1 ? "output" : "outputs"}`;
  const lines = [
    verdict === "proved"
      ? `kprovengine: deterministic: two runs in clean copies gave the same ${what}`
      : "kprovengine: NOT deterministic: two runs in clean copies differ",
    `  different around the second run: ${around}`,
  ];
  for (const { path, message } of findings) if (path === undefined) lines.push(`  ${visible(message)}`);
  for (const mismatch of differences.filter(({ decides }) => decides)) lines.push(...mismatchLines(mismatch));
  const notes = differences.filter(({ decides }) => !decides);
  for (const mismatch of notes)
    lines.push(...mismatchLines(mismatch).map((line, index) => (index === 0 ? `  note:${line.slice(1)}` : line)));
  if (notes.length > 0) lines.push("  logs are no part of what equal runs have in common: they decide nothing here");
  if (findings.length > 0) lines.push("  kprovengine explain NOT_DETERMINISTIC says more");
  return lines.join("\n");
};

// --- internal ---

const findingOf = (mismatch: Mismatch): Finding => ({
  code: "NOT_DETERMINISTIC",
  level: "violation",
  path: mismatch.member,
  message: describeMismatch(mismatch),
  ...(mismatch.difference !== null && { expected: mismatch.difference.first, actual: mismatch.difference.second }),
});
