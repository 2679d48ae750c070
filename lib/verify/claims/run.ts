/**
 * What the signed documents must say about the run: builder, outcome, step, source commit, age.
 *
 * @module
 */
import type { Outcome, Provenance, RunSummary } from "../../evidence/index.ts";
import type { Finding } from "../../report.ts";
import type { Attested } from "../attestations.ts";
import { violation } from "../finding.ts";
import type { Trusted } from "../trust/types.ts";
import { type Asked, settle } from "./claim.ts";
import { buildersOf, ownersOf } from "./signed.ts";

/** Each list is one requirement, of which one entry must fit; several lists must all be met. */
export type AnyOf<T = string> = readonly (readonly T[])[];

/** The signer may vouch for this builder, and whoever asks wants it. Both signatures must be by such signers. */
export const judgeBuilder = (
  {
    provenance,
    signed,
    sealed,
    basis,
  }: { provenance: Provenance; signed: Attested | undefined; sealed: Attested | undefined; basis: Asked },
  { wanted, builders }: { wanted: number; builders: AnyOf },
): Asked => {
  const { id } = provenance.predicate.runDetails.builder;
  const mayVouch = (trusted: Trusted): boolean => buildersOf(trusted).includes(id);
  const findings = unexpected("BUILDER_NOT_TRUSTED", "The builder is not one that is asked for", builders, id);
  for (const attested of [signed, sealed]) {
    if (ownersOf(attested, "runner").length < wanted || ownersOf(attested, "runner", mayVouch).length >= wanted)
      continue;
    const who = ownersOf(attested, "runner").join(", ");
    const message = `${who} may not vouch for runs of this builder`;
    if (!findings.some((finding) => finding.message === message))
      findings.push(violation("BUILDER_NOT_TRUSTED", undefined, message, { actual: id }));
  }
  const change = `"builders" of the signer in the trust file must list ${id}`;
  return settle("builder", { findings, detail: id, change, basis });
};

/** How the run ended: a failed run is never what was asked for, unless it was. */
export const judgeOutcome = (outcome: Outcome, wanted: AnyOf<Outcome["status"]>, basis: Asked): Asked => {
  const message = outcome.status === "succeeded" ? "The run succeeded" : "The run did not succeed";
  const findings = unexpected("OUTCOME_UNEXPECTED", message, wanted, outcome.status);
  const change = `run the step again, or ask for it: --expect-outcome ${outcome.status}`;
  return settle("outcome", { findings, detail: outcome.status, change, basis });
};

export const judgeStep = (provenance: Provenance, wanted: AnyOf, basis: Asked): Asked =>
  judgeStepName(provenance.predicate.buildDefinition.externalParameters.step, wanted, basis);

/** The same where another statement names the step. */
export const judgeStepName = (step: string, wanted: AnyOf, basis: Asked): Asked => {
  const findings = unexpected("STEP_UNEXPECTED", "It is the run of another step", wanted, step);
  return settle("step", { findings, detail: step, change: "name the bundle of the step that is meant", basis });
};

/** A clean checkout of one of the commits, before the step began. */
export const judgeCommit = (provenance: Provenance, wanted: AnyOf, basis: Asked): Asked => {
  const before = provenance.predicate.buildDefinition.internalParameters.git?.before;
  const commit = before?.commit ?? null;
  const findings =
    commit === null
      ? [violation("COMMIT_UNEXPECTED", undefined, "The run names no source commit", { expected: either(wanted) })]
      : unexpected("COMMIT_UNEXPECTED", "The run started from another commit", wanted, commit);
  if (before?.dirty === true)
    findings.push(violation("COMMIT_UNEXPECTED", undefined, "The checkout had changes that the commit does not have"));
  return settle("source commit", { findings, detail: commit ?? "none", change: "run it from a clean checkout", basis });
};

/** Since the end of the run, as the signed summary says it. */
export const judgeAge = (
  { finishedAt }: RunSummary,
  { maxAge, now }: { maxAge: number; now: number },
  basis: Asked,
): Asked => {
  const age = now - Date.parse(finishedAt);
  const findings: Finding[] = [];
  // Written so that a time that is none can't pass.
  if (!(age <= maxAge))
    findings.push(
      violation("RUN_STALE", undefined, "The run is older than asked", {
        expected: `at most ${inHours(maxAge)}`,
        actual: inHours(age),
      }),
    );
  if (age < -clockSkew)
    findings.push(violation("RUN_STALE", undefined, "The run ended in the future", { actual: finishedAt }));
  return settle("freshness", { findings, detail: `ended ${finishedAt}`, change: "run the step again", basis });
};

// --- internal ---

/** How far two honest clocks may differ, in milliseconds. */
const clockSkew = 5 * 60_000;

const inHours = (milliseconds: number): string => `${Math.ceil(milliseconds / 360_000) / 10} h`;

const either = (wanted: AnyOf): string => wanted.map((options) => options.join(" or ")).join(", and ");

const unexpected = (
  code: "BUILDER_NOT_TRUSTED" | "OUTCOME_UNEXPECTED" | "STEP_UNEXPECTED" | "COMMIT_UNEXPECTED",
  message: string,
  wanted: AnyOf,
  found: string,
): Finding[] =>
  wanted
    .filter((options) => !options.includes(found))
    .map((options) => violation(code, undefined, message, { expected: options.join(" or "), actual: found }));
