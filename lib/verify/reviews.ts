/**
 * What the reviews of one bundle come to. Pure. The rules are written down in `lib/evidence/review-v1.md`.
 *
 * @module
 */
import { codes } from "../codes.ts";
import { compareFindings, type Finding, verdictOf } from "../report.ts";
import { undecided, violation } from "./finding.ts";
import { ancestorsOf, headsOf, type ReviewNode, type ReviewStatement, readReviews } from "./review/chain.ts";
import { type Decided, decide } from "./review/decide.ts";
import { describe, type JudgedReview } from "./review/listed.ts";
import type { Claim, ReviewState } from "./trust/types.ts";

export type { JudgedReview } from "./review/listed.ts";

export interface ReviewInput {
  /**
   * Every review statement of the bundle. Those that nobody trusted has signed (no `signers`) are listed, serve as predecessors,
   * and never count.
   */
  statements: readonly ReviewStatement[];
  bundleDigest: string;
  /** What the bundle says of itself; null when it can't be known. */
  runId?: string | null | undefined;
  step?: string | null | undefined;
  /** Owners that signed the run. */
  runners: readonly string[];
  /** Approvals by distinct owners; less than one is taken for one: a review that was asked for can't be proved by nothing. */
  required: number;
  /** An approval by an owner that signed the run counts. */
  reviewerMayBeRunner: boolean;
  /** Payload digest of a review that must be the head, or before it. */
  expectHead?: string | undefined;
}

export interface JudgedReviews {
  state: ReviewState;
  /** Everything that keeps the bundle from being approved. */
  findings: Finding[];
  /** One, called `review`. */
  claims: Claim[];
  /** Predecessors first, else by time as their authors say it. */
  reviews: JudgedReview[];
  /** Payload digests of the reviews that count and that no other one that counts comes after; sorted. */
  heads: string[];
}

/** Judge the reviews of a bundle under rules of whoever verifies. Never throws: what can't be read is a finding. */
export const judgeReviews = (input: ReviewInput): JudgedReviews => {
  const { nodes, findings: faults } = readReviews(input.statements, input);
  const counted = [...nodes.values()].filter(({ reviewers }) => reviewers.length > 0);
  const heads = headsOf(nodes, counted);
  const decided = decide(nodes, input.runners, input.reviewerMayBeRunner);
  const findings = [
    ...faults,
    ...decided.rejections,
    ...judgeUnheard(nodes, counted),
    ...judgeChain(nodes, counted, heads),
    ...judgeHead(nodes, counted, input.expectHead),
    ...judgeApprovals(decided, input),
  ].sort(compareFindings);
  const verdict = verdictOf(findings);
  const state: ReviewState = {
    state: decided.rejectedBy.length > 0 ? "rejected" : verdict === "proved" ? "approved" : "pending",
    verdict,
    approvedBy: decided.approvedBy,
    rejectedBy: decided.rejectedBy,
    head: heads.length === 1 ? (heads[0] ?? null) : null,
  };
  return {
    state,
    findings,
    claims: [claimOf(state, findings)],
    reviews: [...nodes.values()].map((node) => describe(node, heads, input)),
    heads,
  };
};

// --- internal ---

/**
 * A reject that lay there when somebody decided, and behind which nobody stands. Taking the signature off is easier than
 * taking the file away, and must not turn a no into a yes.
 */
const judgeUnheard = (nodes: ReadonlyMap<string, ReviewNode>, counted: readonly ReviewNode[]): Finding[] => {
  const before = ancestorsOf(nodes, counted);
  return [...nodes.values()]
    .filter(({ digest, review }) => review.decision === "reject" && before.has(digest))
    .filter(({ reviewers, lapsed }) => reviewers.length + lapsed.length === 0)
    .map(({ path }) =>
      undecided(
        "REVIEW_UNHEARD",
        path,
        "It rejects the bundle, another review comes after it, and no reviewer signed it",
      ),
    );
};

const judgeChain = (
  nodes: ReadonlyMap<string, ReviewNode>,
  counted: readonly ReviewNode[],
  heads: readonly string[],
): Finding[] => {
  const gone = [...ancestorsOf(nodes, counted)].filter((digest) => !nodes.has(digest)).sort();
  const gaps = gone.map((digest) =>
    undecided("REVIEW_GAP", undefined, `The review ${digest}, which another one comes after, is not there`),
  );
  if (heads.length < 2) return gaps;
  const ends = heads.map((digest) => nodes.get(digest)?.path ?? digest);
  return [
    ...gaps,
    undecided("REVIEW_FORK", ends[0], `The chain of reviews has ${heads.length} ends: ${ends.join(", ")}`),
  ];
};

const judgeHead = (
  nodes: ReadonlyMap<string, ReviewNode>,
  counted: readonly ReviewNode[],
  expected: string | undefined,
): Finding[] => {
  if (expected === undefined || counted.some(({ digest }) => digest === expected)) return [];
  if (nodes.has(expected) && ancestorsOf(nodes, counted).has(expected)) return [];
  const heads = headsOf(nodes, counted);
  return [
    violation("REVIEW_HEAD", undefined, "The expected review is neither the head nor before it", {
      expected,
      actual: heads.length === 0 ? "no review that counts" : heads.join(", "),
    }),
  ];
};

const judgeApprovals = ({ approvedBy, alsoRan }: Decided, { required, ...rules }: ReviewInput): Finding[] => {
  const needed = Math.max(1, required);
  const isRunnerKnown = rules.reviewerMayBeRunner || rules.runners.length > 0;
  // Written so that a number that is none can't pass.
  if (isRunnerKnown && approvedBy.length >= needed) return [];
  const because = isRunnerKnown
    ? alsoRan.map((owner) => `; ${owner} also signed the run, so that does not count`).join("")
    : "; nobody trusted signed the run, so a reviewer can't be told from whoever ran it";
  const message = `It needs ${needed === 1 ? "an approval" : `approvals by ${needed} reviewers`}${because}`;
  const actual = approvedBy.length === 0 ? "none" : `${approvedBy.length} (${approvedBy.join(", ")})`;
  return [undecided("REVIEW_MISSING", undefined, message, { expected: String(needed), actual })];
};

const claimOf = ({ verdict, approvedBy }: ReviewState, findings: readonly Finding[]): Claim => {
  const worst = findings.find(({ level }) => level === "violation") ?? findings[0];
  return {
    claim: "review",
    verdict: verdict === "proved" ? "proved" : verdict === "violated" ? "failed" : "unverified",
    detail: worst === undefined ? `approved by ${approvedBy.join(", ")}` : worst.message,
    ...(worst !== undefined && { change: codes[worst.code].fix }),
  };
};
