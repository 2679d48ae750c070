/**
 * Statements that must be there: of a type, by somebody who may make them, and not saying no.
 *
 * @module
 */
import { predicateTypes, reviewPredicateType } from "../../evidence/index.ts";
import type { Finding } from "../../report.ts";
import type { Attested } from "../attestations.ts";
import { undecided, violation } from "../finding.ts";
import type { Role } from "../trust/types.ts";
import { type Asked, settle } from "./claim.ts";
import { ownersOf } from "./signed.ts";

/** Who may make statements of this type. */
export const roleOf = (predicateType: string): Role => {
  if (predicateType === reviewPredicateType) return "reviewer";
  // Whatever its version: a summary of a verification is never the word of a runner.
  return /^https:\/\/slsa\.dev\/verification_summary\//.test(predicateType) ? "release" : "runner";
};

/**
 * Whether a statement is what was asked for: one of a predicate type, or, where a check is named (`preflight`), a test result that
 * this check made. A predicate type is a URI; a check's name is none.
 */
export const isWanted = (
  wanted: string,
  { predicateType, predicate }: { predicateType: string; predicate?: object | undefined },
): boolean =>
  wanted.includes(":")
    ? predicateType === wanted
    : predicateType === predicateTypes.testResult &&
      (predicate as Record<string, unknown> | undefined)?.["kprov_check"] === wanted;

/** Types whose predicate says yes or no, and what it says in `predicate`. */
export const resultOf = (
  predicateType: string,
  predicate: object | undefined,
): { isGood: boolean; said: string; yes: string } | null => {
  const known = resultFields.find(([pattern]) => pattern.test(predicateType));
  if (known === undefined) return null;
  const [, field, yes] = known;
  const fields = (predicate ?? {}) as Record<string, unknown>;
  const said = fields[field];
  // The word in one field, and what speaks against it in another: such a yes is none.
  const against = said === yes ? contradictions.find(([name, isAgainst]) => isAgainst(fields[name])) : undefined;
  if (against !== undefined) return { isGood: false, said: `${yes}, and its ${against[0]} say otherwise`, yes };
  return { isGood: said === yes, said: typeof said === "string" ? said : "nothing", yes };
};

/**
 * A claim for each statement that nobody required, and that says no all the same: it was handed over or lies in the bundle, and
 * somebody signed it who may say so. Reviews say no in their own chain.
 */
export const judgeNegatives = (attested: readonly Attested[], required: readonly string[]): Asked[] =>
  attested
    .filter(({ kind, predicateType }) => kind === "statement" && predicateType !== reviewPredicateType)
    .filter((entry) => !required.some((wanted) => isWanted(wanted, factsOf(entry))))
    .filter((entry) => ownersOf(entry, roleOf(entry.predicateType)).length > 0)
    .flatMap((entry) => {
      const findings = negativeOf(entry);
      const change = "mend what failed, and have the statement made again";
      const name = `statement ${entry.predicateType}`;
      return findings.length === 0 ? [] : [settle(name, { findings, detail: "", change, basis: true })];
    });

/** One claim for each type or check: at least one such statement that holds, and none that says no. */
export const judgeStatement = (wanted: string, attested: readonly Attested[], basis: Asked): Asked => {
  const role = roleOf(wanted);
  const signed = attested.filter((entry) => isWanted(wanted, factsOf(entry)));
  const held = signed.filter((entry) => ownersOf(entry, role).length > 0);
  const findings: Finding[] = held.flatMap(negativeOf);
  if (held.length === 0) {
    const why =
      signed.length === 0
        ? `There is no statement of this ${kindOf(wanted)}`
        : `None of this ${kindOf(wanted)} is signed by a ${role} of the trust file`;
    findings.push(undecided("STATEMENT_MISSING", undefined, why, { expected: wanted }));
  }
  const owners = [...new Set(held.flatMap((entry) => ownersOf(entry, role)))];
  const change = `a ${role} must sign one that says yes; --attestation FILE hands over those that lie elsewhere`;
  return settle(`statement ${wanted}`, { findings, detail: `by ${owners.join(", ")}`, change, basis });
};

// --- internal ---

const factsOf = ({ predicateType, statement }: Attested) => ({ predicateType, predicate: statement?.predicate });

const kindOf = (wanted: string): string => (wanted.includes(":") ? "type" : "check");

const negativeOf = ({ path, predicateType, statement }: Attested): Finding[] => {
  const result = resultOf(predicateType, statement?.predicate);
  if (result === null || result.isGood) return [];
  const details = { expected: result.yes, actual: result.said };
  return [violation("RESULT_NEGATIVE", path, `The statement says ${result.said}`, details)];
};

/** Fields of which no result that says yes may have these. */
const contradictions: readonly [string, (value: unknown) => boolean][] = [
  ["failedTests", (value) => Array.isArray(value) && value.length > 0],
  ["verifiedLevels", (value) => Array.isArray(value) && value.includes("FAILED")],
];

/** Type, field, and the word that says yes. */
const resultFields: readonly [RegExp, string, string][] = [
  [/^https:\/\/in-toto\.io\/attestation\/test-result\//, "result", "PASSED"],
  [/^https:\/\/slsa\.dev\/verification_summary\//, "verificationResult", "PASSED"],
  [/^pkg:npm\/kprovengine#predicate\/review\//, "decision", "approve"],
];
