/**
 * The reviews of one bundle and the order that their `previous` gives them.
 *
 * @module
 */
import { sha256 } from "../../digest.ts";
import { KprovError } from "../../errors.ts";
import { parseReview, type Review } from "../../evidence/index.ts";
import { compareBytes, type Finding } from "../../report.ts";
import { violation } from "../finding.ts";
import type { VerifiedStatement } from "../trust/types.ts";

/** A review statement and who stands behind it; `signers` is empty when nobody trusted signed it. */
export interface ReviewStatement extends VerifiedStatement {
  /** Owners with the role `reviewer` whose signature holds, by a key that is expired or revoked. */
  lapsed?: readonly string[];
}

/** A review of this bundle. */
export interface ReviewNode {
  /** Of its payload. */
  digest: string;
  path: string;
  review: Review;
  /** Trusted owners who signed it: with the role `reviewer`, and without. Sorted. */
  reviewers: readonly string[];
  others: readonly string[];
  /** Owners whose key has lapsed and who are not among `reviewers`. */
  lapsed: readonly string[];
}

interface Bundle {
  bundleDigest: string;
  runId?: string | null | undefined;
  step?: string | null | undefined;
}

/**
 * The reviews among `statements`, by payload digest, which is computed here: nothing can lie about its own name, so no
 * review comes after itself. Predecessors stand first, else by time as their authors say it, then by digest.
 *
 * What is no review of this bundle is a violation when somebody trusted signed it, and nothing otherwise.
 */
export const readReviews = (
  statements: readonly ReviewStatement[],
  bundle: Bundle,
): { nodes: Map<string, ReviewNode>; findings: Finding[] } => {
  const found = new Map<string, ReviewNode>();
  const findings: Finding[] = [];
  for (const statement of [...statements].sort((a, b) => compareBytes(a.path, b.path))) {
    const review = readReview(statement, bundle);
    const owners = signersOf(statement);
    if (typeof review === "string") {
      if (owners.reviewers.length + owners.others.length + owners.lapsed.length > 0)
        findings.push(violation("REVIEW_INVALID", statement.path, review));
      continue;
    }
    const digest = sha256(statement.payload);
    const known = found.get(digest);
    found.set(digest, {
      digest,
      path: known?.path ?? statement.path,
      review,
      ...(known === undefined ? owners : mergeOwners(known, owners)),
    });
  }
  return { nodes: inOrder(found), findings };
};

/** Payload digests of everything that comes before any of `from`, whether it is there or not. */
export const ancestorsOf = (nodes: ReadonlyMap<string, ReviewNode>, from: readonly ReviewNode[]): Set<string> => {
  const seen = new Set<string>();
  const open = from.flatMap(({ review }) => review.previous);
  for (let digest = open.pop(); digest !== undefined; digest = open.pop()) {
    if (seen.has(digest)) continue;
    seen.add(digest);
    open.push(...(nodes.get(digest)?.review.previous ?? []));
  }
  return seen;
};

/** Digests of those of `among` that no other one of them comes after, sorted. */
export const headsOf = (nodes: ReadonlyMap<string, ReviewNode>, among: readonly ReviewNode[]): string[] => {
  const before = ancestorsOf(nodes, among);
  return among
    .map(({ digest }) => digest)
    .filter((digest) => !before.has(digest))
    .sort();
};

// --- internal ---

type Owners = Pick<ReviewNode, "reviewers" | "others" | "lapsed">;

/** The review, or why it is none of this bundle. */
const readReview = ({ payload, path }: ReviewStatement, { bundleDigest, runId, step }: Bundle): Review | string => {
  let review: Review;
  try {
    review = parseReview(payload, path);
  } catch (error) {
    if (!(error instanceof KprovError)) throw error;
    return error.message;
  }
  if (review.bundleDigest !== bundleDigest) return `It is a review of another bundle, ${review.bundleDigest}`;
  if (typeof runId === "string" && review.runId !== runId) return `It is a review of another run, "${review.runId}"`;
  if (typeof step === "string" && review.step !== step) return `It is a review of another step, "${review.step}"`;
  return review;
};

const signersOf = ({ signers, lapsed = [] }: ReviewStatement): Owners => {
  const reviewers = sorted(signers.filter(({ roles }) => roles.includes("reviewer")).map(({ owner }) => owner));
  return settleOwners(reviewers, sorted(signers.map(({ owner }) => owner)), lapsed);
};

/** One payload in several envelopes: who signed any of them signed it. */
const mergeOwners = (a: Owners, b: Owners): Owners =>
  settleOwners(sorted([...a.reviewers, ...b.reviewers]), sorted([...a.others, ...b.others]), [
    ...a.lapsed,
    ...b.lapsed,
  ]);

const settleOwners = (reviewers: string[], all: readonly string[], lapsed: readonly string[]): Owners => ({
  reviewers,
  others: all.filter((owner) => !reviewers.includes(owner)),
  lapsed: sorted(lapsed).filter((owner) => !reviewers.includes(owner)),
});

const sorted = (owners: readonly string[]): string[] => [...new Set(owners)].sort(compareBytes);

/** Predecessors first (Kahn's algorithm). */
const inOrder = (found: ReadonlyMap<string, ReviewNode>): Map<string, ReviewNode> => {
  const { waiting, after } = edgesOf(found);
  const byTime = (a: string, b: string): number =>
    compareBytes(found.get(a)?.review.at ?? "", found.get(b)?.review.at ?? "") || compareBytes(a, b);
  const ordered = new Map<string, ReviewNode>();
  let ready = [...found.keys()].filter((digest) => waiting.get(digest) === 0);
  while (ready.length > 0) {
    const due: string[] = [];
    for (const digest of ready.sort(byTime)) {
      const node = found.get(digest);
      if (node !== undefined) ordered.set(digest, node);
      for (const later of after.get(digest) ?? []) {
        const left = (waiting.get(later) ?? 0) - 1;
        waiting.set(later, left);
        if (left === 0) due.push(later);
      }
    }
    ready = due;
  }
  return ordered;
};

/** How many predecessors of each are there, and which reviews name it. */
const edgesOf = (found: ReadonlyMap<string, ReviewNode>) => {
  const waiting = new Map<string, number>();
  const after = new Map<string, string[]>();
  for (const { digest, review } of found.values()) {
    const before = review.previous.filter((previous) => found.has(previous));
    waiting.set(digest, before.length);
    for (const previous of before) {
      const known = after.get(previous);
      if (known === undefined) after.set(previous, [digest]);
      else known.push(digest);
    }
  }
  return { waiting, after };
};
