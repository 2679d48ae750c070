/**
 * What was asked of a statement that does not speak of it. A question that nobody answers is never a yes.
 *
 * @module
 */
import { type Asked, settle } from "../claims/claim.ts";
import type { AnyOf } from "../claims/run.ts";
import { type Expectations, type Required, requiredOf } from "../expectations.ts";
import { undecided } from "../finding.ts";
import type { SummaryExpectations } from "./signed-file.ts";

/** What can be asked about the run behind a statement, by the name of its claim. */
export type RunFact = "step" | "builder" | "source commit" | "outcome";

/**
 * What is asked of a statement, as lists of which one entry must fit.
 *
 * Flags are about whatever was named on the same line. `require` of the trust file is about runs: it holds for provenance and its
 * like alone, or no test result could ever be judged under a trust file that names the steps of runs.
 */
export const factsAsked = (
  required: Required,
  { flags, isAboutRun }: { flags: Expectations; isAboutRun: boolean },
): Record<RunFact, AnyOf> => {
  const { steps, builders, commits, outcomes } = isAboutRun
    ? required
    : requiredOf({ schema: "kprov.trust/v1" }, flags);
  return {
    step: steps,
    builder: builders,
    "source commit": commits,
    // When nobody asked, a run must have succeeded; a statement about something else did not run at all.
    outcome: required.isOutcomeAsked && (isAboutRun || flags.outcome !== undefined) ? outcomes : [],
  };
};

/** One unverified claim for everything that was asked and that the statement, which `says` the others, does not speak of. */
export const judgeSilence = (
  asked: Record<RunFact, AnyOf>,
  { says, basis }: { says: readonly RunFact[]; basis: Asked },
): Asked[] =>
  (Object.entries(asked) as [RunFact, AnyOf][])
    .filter(([fact, wanted]) => wanted.length > 0 && !says.includes(fact))
    .map(([fact, wanted]) => silent(fact, wanted.map((options) => options.join(" or ")).join(", and "), basis));

/** The same for all that was asked of a bare signature over a file, which says nothing at all. */
export const judgeSilentSignature = (
  required: Required,
  { flags, summary, basis }: { flags: Expectations; summary: SummaryExpectations; basis: Asked },
): Asked[] => {
  const { verifier, resource, levels = [] } = summary;
  const others: [claim: string, wanted: readonly string[]][] = [
    ["predicate type", required.statements],
    ["verifier", verifier === undefined ? [] : [verifier]],
    ["resource", resource === undefined ? [] : [resource]],
    ["levels", levels],
  ];
  return [
    ...judgeSilence(factsAsked(required, { flags, isAboutRun: false }), { says: [], basis }),
    ...others.flatMap(([claim, wanted]) => wanted.map((expected) => silent(claim, expected, basis))),
  ];
};

// --- internal ---

const silent = (claim: string, expected: string, basis: Asked): Asked =>
  settle(claim, {
    findings: [undecided("STATEMENT_SILENT", undefined, `It does not say anything about the ${claim}`, { expected })],
    detail: "",
    change: "name a statement that says it, such as the provenance of the run, or don't ask",
    basis,
  });
