/**
 * What the predicate of a signed statement must say, for the types that are known here.
 *
 * @module
 */
import { buildType, type Outcome, type Provenance, provenanceType, type Statement } from "../../evidence/index.ts";
import type { AttestedSignature } from "../attestations.ts";
import { type Asked, settle } from "../claims/claim.ts";
import { type AnyOf, judgeCommit, judgeOutcome, judgeStep, judgeStepName } from "../claims/run.ts";
import { buildersOf, ownersOf } from "../claims/signed.ts";
import { isWanted, resultOf } from "../claims/statements.ts";
import type { Expectations, Required } from "../expectations.ts";
import { violation } from "../finding.ts";
import type { SummaryExpectations } from "./signed-file.ts";
import { factsAsked, judgeSilence, type RunFact } from "./silence.ts";
import { isSummary, judgeSummary } from "./summary.ts";

interface Input {
  signatures: AttestedSignature[];
  required: Required;
  /** What flags ask; `required` has it, too. */
  flags: Expectations;
  summary: SummaryExpectations;
  basis: Asked;
}

/** Claims about type, run, result and summary: all that the statement has, and all that was asked and that it has not. */
export const judgeContent = (statement: Statement, { signatures, required, flags, summary, basis }: Input): Asked[] => [
  ...judgeType(statement, required.statements, basis),
  ...judgeRunFacts(statement, { signatures, required, flags, summary, basis }),
  ...judgeResult(statement, basis),
  ...judgeSummary(statement, summary, basis),
];

// --- internal ---

/** `--require-statement` of a single file: it must be of this type, or the result of this check. */
const judgeType = (statement: Statement, wanted: readonly string[], basis: Asked): Asked[] =>
  wanted.map((type) =>
    settle("predicate type", {
      findings: isWanted(type, statement)
        ? []
        : [
            violation("STATEMENT_MISSING", undefined, "The statement is of another type", {
              expected: type,
              actual: statement.predicateType,
            }),
          ],
      detail: statement.predicateType,
      change: `get a statement of the type ${type}`,
      basis,
    }),
  );

const judgeRunFacts = (statement: Statement, { signatures, required, flags, basis }: Input): Asked[] => {
  const { predicateType, predicate } = statement;
  const asked = factsAsked(required, { flags, isAboutRun: isAboutRun(predicateType) });
  const claims: Partial<Record<RunFact, Asked>> = {};
  const said = outcomeOf(statement);
  if (said !== undefined) claims.outcome = judgeOutcome({ status: said } as Outcome, required.outcomes, basis);
  if (predicateType === bundleType && asked.step.length > 0)
    claims.step = judgeStepName(textOf(predicate["step"]), asked.step, basis);
  if (predicateType === provenanceType) {
    const provenance = statement as unknown as Provenance;
    const { buildDefinition, runDetails } = provenance.predicate;
    claims.builder = judgeForeignBuilder(runDetails.builder.id, { signatures, required, basis });
    if (buildDefinition.buildType === buildType) {
      if (asked.step.length > 0) claims.step = judgeStep(provenance, asked.step, basis);
      if (asked["source commit"].length > 0)
        claims["source commit"] = judgeCommit(provenance, asked["source commit"], basis);
    }
  }
  const says = Object.keys(claims) as RunFact[];
  return [...Object.values(claims), ...judgeSilence(asked, { says, basis })];
};

const bundleType = "pkg:npm/kprovengine#predicate/bundle/v1";

/** Statements that say how something was made, of any version and maker. */
const isAboutRun = (predicateType: string): boolean =>
  predicateType === bundleType ||
  predicateType.startsWith("https://slsa.dev/provenance/") ||
  predicateType.startsWith("https://in-toto.io/attestation/link/");

/** Pairs of signer and builder are what is trusted (SLSA, verifying artifacts): never a builder by its name alone. */
const judgeForeignBuilder = (
  id: string,
  { signatures, required, basis }: Pick<Input, "signatures" | "required" | "basis">,
): Asked => {
  const isVouched =
    ownersOf({ signatures }, "runner", (trusted) => buildersOf(trusted).includes(id)).length >= required.runners;
  const signers = ownersOf({ signatures }, "runner");
  const findings = [
    ...(isVouched || signers.length < required.runners
      ? []
      : [
          violation("BUILDER_NOT_TRUSTED", undefined, `${signers.join(", ")} may not vouch for runs of this builder`, {
            actual: id,
          }),
        ]),
    ...unlisted(required.builders, id),
  ];
  const change = `"builders" of the signer in the trust file must list ${id}`;
  return settle("builder", { findings, detail: id, change, basis });
};

const unlisted = (wanted: AnyOf, id: string) =>
  wanted
    .filter((options) => !options.includes(id))
    .map((options) =>
      violation("BUILDER_NOT_TRUSTED", undefined, "The builder is not one that is asked for", {
        expected: options.join(" or "),
        actual: id,
      }),
    );

/** How the run ended, where a statement of ours says it: a failed run's provenance alone must not pass either. */
const outcomeOf = ({ predicateType, predicate }: Statement): string | undefined => {
  if (predicateType === bundleType) return textOf(predicate["outcome"]);
  if (predicateType !== provenanceType) return undefined;
  const { runDetails, buildDefinition } = predicate as unknown as {
    runDetails: { kprov_outcome?: { status?: unknown } };
    buildDefinition: { buildType: string };
  };
  if (buildDefinition.buildType !== buildType && runDetails.kprov_outcome === undefined) return undefined;
  return textOf(runDetails.kprov_outcome?.status);
};

const textOf = (value: unknown): string => (typeof value === "string" ? value : "unknown");

const judgeResult = ({ predicateType, predicate }: Statement, basis: Asked): Asked[] => {
  // A summary has a claim of its own.
  const result = isSummary(predicateType) ? null : resultOf(predicateType, predicate);
  if (result === null) return [];
  const findings = result.isGood
    ? []
    : [
        violation("RESULT_NEGATIVE", undefined, `The statement says ${result.said}`, {
          expected: result.yes,
          actual: result.said,
        }),
      ];
  return [settle("result", { findings, detail: result.said, change: "mend what failed", basis })];
};
