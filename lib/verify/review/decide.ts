/**
 * What each owner has said last. Pure.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { shownValue, undecided, violation } from "../finding.ts";
import { ancestorsOf, type ReviewNode } from "./chain.ts";

export interface Decided {
  /** Owners whose approval counts. */
  approvedBy: string[];
  /** Owners with a reject that stands and whose key counts. */
  rejectedBy: string[];
  /** Owners whose approval would count, had they not signed the run. */
  alsoRan: string[];
  rejections: Finding[];
}

/** Each owner's last word: a reject stands unless an approval by the same owner comes after it. */
export const decide = (
  nodes: ReadonlyMap<string, ReviewNode>,
  runners: readonly string[],
  mayBeRunner: boolean,
): Decided => {
  const all = [...nodes.values()];
  const decided: Decided = { approvedBy: [], rejectedBy: [], alsoRan: [], rejections: [] };
  for (const owner of ownersOf(all)) {
    const approvals = all.filter(({ review, reviewers }) => review.decision === "approve" && reviewers.includes(owner));
    const answered = ancestorsOf(nodes, approvals);
    const standing = all.filter(
      ({ digest, review, reviewers, lapsed }) =>
        review.decision === "reject" && !answered.has(digest) && (reviewers.includes(owner) || lapsed.includes(owner)),
    );
    decided.rejections.push(...standing.map((node) => rejection(node, owner)));
    if (standing.some(({ reviewers }) => reviewers.includes(owner))) decided.rejectedBy.push(owner);
    else if (standing.length === 0 && approvals.length > 0) {
      const doesCount = mayBeRunner || !runners.includes(owner);
      (doesCount ? decided.approvedBy : decided.alsoRan).push(owner);
    }
  }
  return decided;
};

// --- internal ---

const ownersOf = (nodes: readonly ReviewNode[]): string[] =>
  [...new Set(nodes.flatMap(({ reviewers, lapsed }) => [...reviewers, ...lapsed]))].sort();

const rejection = ({ path, review, reviewers }: ReviewNode, owner: string): Finding => {
  const isCounted = reviewers.includes(owner);
  const why = review.note === "" ? "" : `: "${shownValue(review.note)}"`;
  return (isCounted ? violation : undecided)(
    "REVIEW_REJECTED",
    path,
    `${owner} rejects the bundle${isCounted ? "" : ", by a key that is expired or revoked now"}${why}`,
  );
};
