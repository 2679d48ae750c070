/**
 * Judging bundles and what others have signed: offline, without configuration, believing nothing of what is judged. Whom to
 * believe stands in a trust file; `trust/believe.ts` is the one place that decides by it.
 *
 * @module
 */
export { assertAsked, expectationsOf } from "./asked.ts";
export type { Attested } from "./attestations.ts";
export { isBundle, type Judged, judgeBundle, verifyBundle } from "./bundle.ts";
export { reviewsOf, runnersOf } from "./claims/review.ts";
export { ownersOf } from "./claims/signed.ts";
export { resultOf, roleOf as roleOfStatement } from "./claims/statements.ts";
export { type Diffed, type DiffOptions, diffPaths, findLast, formatRefusal, type LastPair } from "./compared/index.ts";
export { isSignedFile, verifyDirectory, verifyPaths } from "./directory.ts";
export type { Expectations } from "./expectations.ts";
export { assertOutside, type ExportReport, exportBundle, formatExport } from "./export.ts";
export { type SignedFileOptions, type SignedFileVerdict, verifySignedFile } from "./foreign/signed-file.ts";
export { formatSignedFile } from "./foreign/text.ts";
export { revoke, trustKey } from "./keys/believed.ts";
export { giveKey, listAll, newKey, showKey, takeKey } from "./keys/own.ts";
export { writeWhole } from "./new-file.ts";
export type { OpenedBundle } from "./open.ts";
export { openProved, type ProvedBundle } from "./proved.ts";
export {
  assertHeard,
  assertReviewable,
  type BundleReviews,
  formatReviewed,
  formatStatus,
  formatSubject,
  lastApproved,
  type ReviewReport,
  type ReviewStatus,
  statusOf,
  type WrittenReview,
  writeReview,
} from "./review/index.ts";
export { judgeReviews } from "./reviews.ts";
export { assertSummaryPath, formatSummary, type SummaryInput, writeSummary } from "./summary.ts";
export { describeOutcome, formatVerification } from "./text.ts";
export { type JudgedTrace, readTraceFile, type TraceFacts } from "./trace.ts";
export { readTree, type Tree } from "./tree.ts";
export {
  findTrustFile,
  type LoadedTrust,
  readTrustFile,
  trustJsonSchema,
  userTrustPath,
  withTrustedRoot,
  writeTrustFile,
} from "./trust/file.ts";
export { openReviews } from "./trust/reviews.ts";
export type { Claim, ReviewState, Role, Trusted, TrustedIdentity, TrustedKey, TrustFile } from "./trust/types.ts";
export type { BundleVerdict, JudgedBundle, VerificationSet, VerifyOptions } from "./verdict.ts";
