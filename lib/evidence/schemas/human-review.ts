/**
 * `human_review.json`: the review contract as it was when the run was made. Never edited: decisions are
 * appended as signed statements under `attestations/`.
 *
 * @module
 */
import { z } from "zod";

/** Schema of `human_review.json`, `kprov.human-review/v1`. */
export const humanReviewSchema = z.strictObject({
  schema: z.literal("kprov.human-review/v1"),
  status: z.literal("PENDING").describe("What it was at the run: nobody had decided"),
  approvalsRequired: z.int().min(1).describe("Approvals by distinct reviewers that the project asked for"),
});

export type HumanReview = z.infer<typeof humanReviewSchema>;
