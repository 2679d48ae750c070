/**
 * The reviews of a bundle as a list for people.
 *
 * @module
 */
import type { ReviewNode } from "./chain.ts";

/** One review, as `review --status` lists it. */
export interface JudgedReview {
  /** The file in the bundle. */
  path: string;
  /** Payload digest. */
  digest: string;
  decision: "approve" | "reject";
  /** In its author's words and by its author's clock. */
  note: string;
  at: string;
  previous: readonly string[];
  /** Trusted owners who signed it, sorted. */
  signers: string[];
  /** Null when it counts; else why not. */
  notCounted: string | null;
  /** No review that counts comes after it, and it counts itself. */
  isHead: boolean;
}

interface Rules {
  /** Owners that signed the run. */
  runners: readonly string[];
  reviewerMayBeRunner: boolean;
}

/** One review under the rules of whoever verifies. */
export const describe = (node: ReviewNode, heads: readonly string[], rules: Rules): JudgedReview => ({
  path: node.path,
  digest: node.digest,
  decision: node.review.decision,
  note: node.review.note,
  at: node.review.at,
  previous: node.review.previous,
  signers: [...new Set([...node.reviewers, ...node.others, ...node.lapsed])].sort(),
  notCounted: whyNot(node, rules),
  isHead: heads.includes(node.digest),
});

// --- internal ---

const whyNot = (
  { review, reviewers, others, lapsed }: ReviewNode,
  { runners, reviewerMayBeRunner }: Rules,
): string | null => {
  if (reviewers.length === 0 && lapsed.length > 0) {
    const isNo = review.decision === "reject";
    return `the key is expired or revoked${isNo ? "; a reject keeps it from being approved all the same" : ""}`;
  }
  if (reviewers.length === 0) return others.length > 0 ? "no role reviewer" : "nobody trusted signed it";
  const isByRunners = review.decision === "approve" && reviewers.every((owner) => runners.includes(owner));
  return isByRunners && !reviewerMayBeRunner ? "also signed the run" : null;
};
