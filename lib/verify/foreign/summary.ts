/**
 * Verification summaries that others made.
 *
 * Source: SLSA specification v1, "Verification Summary Attestation", How to verify: signature (1), subject (2), predicate type
 * (3), verifier (4), resource (5), result (6), levels (7). The first two are claims of every statement.
 *
 * @module
 */
import { predicateTypes, type Statement } from "../../evidence/index.ts";
import type { Finding } from "../../report.ts";
import { type Asked, settle } from "../claims/claim.ts";
import { resultOf } from "../claims/statements.ts";
import { undecided, violation } from "../finding.ts";
import type { SummaryExpectations } from "./signed-file.ts";

/** Of any version; only one is understood. */
export const isSummary = (predicateType: string): boolean =>
  predicateType.startsWith("https://slsa.dev/verification_summary/");

/** Steps 3 to 7. What was not asked for is unverified: a summary counts for one resource, by one verifier, at one level. */
export const judgeSummary = (statement: Statement, expect: SummaryExpectations, basis: Asked): Asked[] => {
  const { predicateType, predicate } = statement;
  const isAsked = expect.verifier !== undefined || expect.resource !== undefined || (expect.levels ?? []).length > 0;
  if (!isAsked && !isSummary(predicateType)) return [];
  const one = (name: string, findings: Finding[], detail: string, flag: string): Asked =>
    settle(name, { findings, detail, change: `ask for what it should say: ${flag}`, basis });
  if (predicateType !== predicateTypes.vsa) {
    const findings = [
      violation("SUMMARY_UNEXPECTED", undefined, "The statement is no verification summary of a known version", {
        expected: predicateTypes.vsa,
        actual: predicateType,
      }),
    ];
    return [one("predicate type", findings, predicateType, predicateTypes.vsa)];
  }
  const { verifier, resourceUri, verificationResult, verifiedLevels } = predicate as unknown as Summary;
  const said = resultOf(predicateType, predicate);
  const result =
    said?.isGood === true
      ? []
      : [
          violation("RESULT_NEGATIVE", undefined, "The verification did not pass", {
            expected: "PASSED",
            actual: said?.said ?? verificationResult,
          }),
        ];
  return [
    one("verifier", equals("verifier", expect.verifier, verifier.id), verifier.id, "--expect-verifier ID"),
    one("resource", equals("resource", expect.resource, resourceUri), resourceUri, "--expect-resource URI"),
    one("result", result, verificationResult, "--expect-level LEVEL"),
    one("levels", judgeLevels(expect.levels ?? [], verifiedLevels), verifiedLevels.join(", "), "--expect-level LEVEL"),
  ];
};

// --- internal ---

interface Summary {
  verifier: { id: string };
  resourceUri: string;
  verificationResult: string;
  verifiedLevels: string[];
}

const equals = (what: string, wanted: string | undefined, found: string): Finding[] => {
  if (wanted === found) return [];
  if (wanted === undefined)
    return [undecided("SUMMARY_UNEXPECTED", undefined, `No ${what} was asked for`, { actual: found })];
  return [
    violation("SUMMARY_UNEXPECTED", undefined, `The ${what} is another one`, { expected: wanted, actual: found }),
  ];
};

const judgeLevels = (wanted: readonly string[], found: readonly string[]): Finding[] => {
  if (wanted.length === 0)
    return [undecided("SUMMARY_UNEXPECTED", undefined, "No level was asked for", { actual: found.join(", ") })];
  return wanted
    .filter((level) => !found.some((one) => doesReach(one, level)))
    .map((level) =>
      violation("SUMMARY_UNEXPECTED", undefined, "The level is not reached", {
        expected: level,
        actual: found.join(", "),
      }),
    );
};

/** A level of a track stands for the lower ones of the same track; anything else is itself only. */
const doesReach = (found: string, wanted: string): boolean => {
  if (found === wanted) return true;
  const [a, b] = [/^(SLSA_[A-Z]+_LEVEL_)([0-9])$/.exec(found), /^(SLSA_[A-Z]+_LEVEL_)([0-9])$/.exec(wanted)];
  return a !== null && b !== null && a[1] === b[1] && Number(a[2]) >= Number(b[2]);
};
