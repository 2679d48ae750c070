/**
 * The reviews of one bundle under a trust file, for whoever asks about reviews alone.
 *
 * @module
 */
import { resolve } from "node:path";
import { systemClock } from "../../clock.ts";
import type { Finding } from "../../report.ts";
import { reviewsOf, runnersOf } from "../claims/review.ts";
import { judgeInvalid } from "../claims/signed.ts";
import { openBundle } from "../open.ts";
import type { ReviewStatement } from "../review/chain.ts";
import type { LoadedTrust } from "./file.ts";

export interface ReviewEvidence {
  bundleDigest: string | null;
  runId: string | null;
  step: string | null;
  /** Owners that signed the run. */
  runners: string[];
  statements: ReviewStatement[];
  /** What the trust file asks for. */
  required: number;
  reviewerMayBeRunner: boolean;
  /** Signatures in the name of somebody trusted that do not hold. */
  findings: Finding[];
}

/** Read them; nothing of the bundle's integrity is judged. Without `trust` nobody stands behind any of them. */
export const openReviews = async (
  dir: string,
  { trust, cwd = process.cwd(), now = systemClock.now() }: { trust: LoadedTrust | null; cwd?: string; now?: number },
): Promise<ReviewEvidence> => {
  const { said, attestations } = await openBundle(resolve(cwd, dir), { trust, now, beside: [] });
  const { require: own = {} } = trust?.file ?? {};
  return {
    bundleDigest: said.bundleDigest,
    runId: said.runId,
    step: said.step,
    runners: runnersOf(attestations.attested),
    statements: reviewsOf(attestations.attested),
    required: own.reviews ?? 0,
    reviewerMayBeRunner: own.reviewerMayBeRunner === true,
    findings: judgeInvalid(attestations.attested),
  };
};
