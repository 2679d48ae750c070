/**
 * Whether a bundle may be decided about at all.
 *
 * @module
 */
import { exits, KprovError } from "../../errors.ts";
import type { BundleReviews, ReviewStatus } from "./status.ts";

/** What a review is about. */
export interface Reviewable {
  bundleDigest: string;
  runId: string;
  step: string;
}

/**
 * Nobody can vouch for what is damaged. `bundle` is its name for people. Throws `E_REVIEW`, which exits as verification would.
 */
export const assertReviewable = ({ status, run, seen }: BundleReviews, bundle: string): Reviewable => {
  if (run === null || status.bundleDigest === null) {
    const [first] = status.findings.filter(({ code }) => !code.startsWith("REVIEW_"));
    const path = first?.path === undefined ? "" : `, "${first.path}"`;
    throw new KprovError(
      "E_REVIEW",
      `Cannot review "${bundle}": it is not whole (${first?.code ?? status.integrity}${path})`,
      {
        exit: status.integrity === "violated" ? exits.violated : exits.undecided,
        hint: "kprovengine verify --integrity BUNDLE shows everything that is wrong",
      },
    );
  }
  if (seen.length > 100)
    throw new KprovError(
      "E_REVIEW",
      `Cannot review "${bundle}": ${seen.length} reviews lie there that none comes after`,
      {
        hint: "a review names at most 100: move those of strangers out of attestations/",
      },
    );
  const { runId, provenance } = { runId: run.summary.runId, provenance: run.provenance };
  const { step } = provenance.predicate.buildDefinition.externalParameters;
  return { bundleDigest: status.bundleDigest, runId, step };
};

/**
 * A review that names a stranger's reject would leave the bundle unverified for ever, and anybody can put one
 * there. Throws `E_REVIEW`.
 */
export const assertHeard = (reviews: ReviewStatus["reviews"]): void => {
  const stranger = reviews.find(({ decision, signers }) => decision === "reject" && signers.length === 0);
  if (stranger === undefined) return;
  throw new KprovError("E_REVIEW", `"${stranger.path}" rejects the bundle, and nobody whom you trust has signed it`, {
    hint: "trust its author's key with --role reviewer, or move the file out of the bundle",
  });
};
