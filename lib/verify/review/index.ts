/**
 * Reviews of one bundle: where they stand, and what they are about.
 *
 * @module
 */
export { type ApprovedRun, lastApproved } from "./approved.ts";
export { assertHeard, assertReviewable } from "./reviewable.ts";
export { type BundleReviews, type ReviewStatus, type StatusOptions, statusOf } from "./status.ts";
export { formatReviewed, formatStatus } from "./status-text.ts";
export type { ReviewedRun } from "./subject.ts";
export { formatSubject } from "./subject-text.ts";
export { type ReviewReport, type WrittenReview, writeReview } from "./write.ts";
