/**
 * What others say of a bundle, under the trust file of whoever indexes: signatures, reviews, checks, and what follows.
 *
 * @module
 */
import type { CheckFact, ReviewFact, RunFacts, SignatureFact } from "../catalog/index.ts";
import { reviewPredicateType } from "../evidence/index.ts";
import { compareBytes } from "../report.ts";
import {
  type Attested,
  type BundleVerdict,
  judgeReviews,
  type LoadedTrust,
  type OpenedBundle,
  ownersOf,
  resultOf,
  reviewsOf,
  roleOfStatement,
  runnersOf,
} from "../verify/index.ts";

export type PeopleFacts = Pick<RunFacts, "origin" | "review" | "checks" | "signatures" | "reviews">;

/** Without a trust file nobody is believed: then `origin` is `unproved`, and no review counts. */
export const peopleFacts = (
  { attestations: { attested }, said }: OpenedBundle,
  { verdict, trust, bundleDigest }: { verdict: BundleVerdict; trust: LoadedTrust | null; bundleDigest: string },
): PeopleFacts => {
  const own = trust?.file.require ?? {};
  const { state, reviews } = judgeReviews({
    statements: reviewsOf(attested),
    bundleDigest,
    runId: said.runId,
    step: said.step,
    runners: runnersOf(attested),
    required: own.reviews ?? 1,
    reviewerMayBeRunner: own.reviewerMayBeRunner === true,
  });
  return {
    origin: originOf(verdict),
    review: state.state,
    checks: checksOf(attested),
    signatures: verdict.signatures.map(signatureFact),
    reviews: reviews.flatMap(reviewFacts),
  };
};

// --- internal ---

/**
 * Who made it, and whether everybody who was asked for stands behind it. How the run ended, how old it is by now and whether it
 * is whole are questions of their own: a failed run of last year was signed by whoever signed it.
 */
const originOf = ({ origin, claims }: BundleVerdict): RunFacts["origin"] => {
  if (origin === "unproved" || origin === "not-asked") return "unproved";
  const asked = claims.filter(({ claim }) => !otherClaims.has(claim));
  if (asked.some(({ verdict }) => verdict === "failed")) return "violated";
  return asked.length > 0 && asked.every(({ verdict }) => verdict === "proved") ? "proved" : "undecided";
};

const otherClaims: ReadonlySet<string> = new Set(["integrity", "files", "outcome", "freshness"]);

const signatureFact = (entry: BundleVerdict["signatures"][number]): SignatureFact => ({
  path: entry.path,
  over: entry.over,
  predicateType: entry.predicateType,
  status: entry.status,
  owner: entry.owner,
  fingerprint: entry.fingerprint,
});

/** One for each who signed it: each can be asked for. */
const reviewFacts = (review: ReturnType<typeof judgeReviews>["reviews"][number]): ReviewFact[] => {
  const { digest, decision, at, note, signers, notCounted } = review;
  const reviewers = signers.length === 0 ? [null] : signers;
  return reviewers.map((reviewer) => ({
    decision,
    reviewer,
    isCounted: notCounted === null,
    at: Number.isNaN(Date.parse(at)) ? null : Date.parse(at),
    comment: note === "" ? null : note,
    digest,
  }));
};

/** Statements that say yes or no. What else somebody signed is among the signatures. */
const checksOf = (attested: readonly Attested[]): CheckFact[] =>
  attested
    .filter(({ kind, predicateType }) => kind === "statement" && predicateType !== reviewPredicateType)
    .flatMap(({ predicateType, statement, signatures }) => {
      const predicate = statement?.predicate as Record<string, unknown> | undefined;
      const result = resultOf(predicateType, predicate);
      if (result === null) return [];
      const { kprov_check: check, kprov_verdict: verdict } = predicate ?? {};
      const isDoubt = !result.isGood && (verdict === "undecided" || verdict === "partial");
      return [
        {
          name: typeof check === "string" && check !== "" ? check.slice(0, 200).toWellFormed() : predicateType,
          verdict: result.isGood ? "proved" : isDoubt ? "undecided" : "violated",
          isTrusted: ownersOf({ signatures }, roleOfStatement(predicateType)).length > 0,
        } satisfies CheckFact,
      ];
    })
    .sort((a, b) => compareBytes(a.name, b.name) || compareBytes(a.verdict, b.verdict));
