/**
 * How the run ended: the same in every document, and possible at all.
 *
 * @module
 */
import { exits } from "../../errors.ts";
import { layout, type Outcome } from "../../evidence/index.ts";
import type { Finding } from "../../report.ts";
import { shownValue, violation } from "../finding.ts";
import { mustEqual, type Rule } from "./evidence.ts";

export const judgeOutcome: Rule = ({ summary, provenance, trace }) => {
  const findings: Finding[] = [];
  const stated = provenance?.predicate.runDetails.kprov_outcome;
  if (stated !== undefined) findings.push(...contradictionsOf(stated, layout.provenance));
  if (summary !== undefined) {
    findings.push(...contradictionsOf(summary.outcome, layout.summary));
    const isSuccess = summary.exitCode === exits.proved || summary.exitCode === exits.evidence;
    if (summary.outcome.status === "succeeded" && !isSuccess) {
      findings.push(
        inconsistent(
          layout.summary,
          "A run that succeeded did not exit 0",
          "exit code 0",
          `exit code ${summary.exitCode}`,
        ),
      );
    }
    if (summary.outcome.status !== "succeeded" && summary.exitCode === exits.proved) {
      findings.push(
        inconsistent(layout.summary, "A run that did not succeed exited 0", "another exit code", "exit code 0"),
      );
    }
    if (stated !== undefined)
      findings.push(
        ...mustEqual(layout.summary, "The outcome is another one than in provenance.json", stated, summary.outcome),
      );
  }
  const outcome = stated ?? summary?.outcome;
  if (outcome === undefined || trace === undefined) return findings;
  findings.push(
    ...mustEqual(
      layout.trace,
      "The run ended otherwise than the outcome says",
      outcome.status,
      trace.runEnd?.["status"] ?? null,
    ),
  );
  const exitCode = trace.stepEnd?.["exitCode"];
  if (typeof exitCode === "number" && outcome.exitCode !== null) {
    findings.push(
      ...mustEqual(layout.trace, "The step exited otherwise than the outcome says", outcome.exitCode, exitCode),
    );
  }
  return findings;
};

// --- internal ---

const inconsistent = (path: string, message: string, expected: string, actual: string): Finding =>
  violation("OUTCOME_INCONSISTENT", path, message, { expected, actual });

const contradictionsOf = (outcome: Outcome, path: string): Finding[] => {
  const { status, exitCode, signal, findings } = outcome;
  const isClean = exitCode === 0 && signal === null && findings.length === 0;
  const actual = shownValue({ status, exitCode, signal, findings: findings.map(({ code }) => code) });
  if (status === "succeeded" && !isClean) {
    return [
      inconsistent(
        path,
        "A run that succeeded has an exit code, signal or finding",
        "exit code 0 and nothing else",
        actual,
      ),
    ];
  }
  if (status === "failed" && isClean)
    return [inconsistent(path, "A failed run has no reason", "an exit code or a finding", actual)];
  if (status === "signalled" && signal === null)
    return [inconsistent(path, "A signalled run has no signal", "the signal's name", actual)];
  return [];
};
