/**
 * Review statements, signed by whoever a test says, without keys.
 *
 * @module
 */
import { sha256 } from "../../lib/digest.ts";
import { formatReview, type Review, reviewPredicateType } from "../../lib/evidence/index.ts";

import type { ReviewStatement } from "../../lib/verify/review/chain.ts";
import type { Role } from "../../lib/verify/trust/types.ts";

export const reviewedBundle = "a".repeat(64);

export interface ReviewOptions extends Partial<Review> {
  /** Trusted owners with the role `reviewer`. */
  by?: readonly string[];
  /** Trusted owners with other roles. */
  withoutRole?: readonly string[];
  /** Owners whose key is expired or revoked. */
  lapsed?: readonly string[];
  /** Reviews after which it comes. */
  after?: readonly ReviewStatement[];
  path?: string;
}

/** A review statement as verification would hand it over. */
export const reviewBy = (options: ReviewOptions = {}): ReviewStatement => {
  const { by = [], withoutRole = [], lapsed, after = [], path, ...review } = options;
  const payload = formatReview({
    bundleDigest: reviewedBundle,
    decision: "approve",
    // Equal words at the same instant would be one statement.
    note: `${review.decision ?? "approve"} by ${[...by, ...withoutRole].join(", ")}`,
    at: "2026-02-16T09:00:00.000Z",
    runId: "run-1",
    step: "train",
    previous: after.map(({ payloadDigest }) => payloadDigest),
    ...review,
  });
  const digest = sha256(payload);
  const signer = (owner: string, role: Role) => ({ owner, roles: [role], fingerprints: [], builders: undefined });
  return {
    path: path ?? `attestations/review.${digest.slice(0, 16)}.intoto.jsonl`,
    payloadDigest: digest,
    payload,
    predicateType: reviewPredicateType,
    signers: [...by.map((owner) => signer(owner, "reviewer")), ...withoutRole.map((owner) => signer(owner, "runner"))],
    ...(lapsed !== undefined && { lapsed }),
  };
};
