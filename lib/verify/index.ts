/**
 * Judging bundles: offline, without configuration, believing nothing of what is judged.
 *
 * @module
 */
export { verifyBundle } from "./bundle.ts";
export { verifyDirectory, verifyPaths } from "./directory.ts";
export { formatVerification } from "./text.ts";
export type { BundleVerdict, VerificationSet, VerifyOptions } from "./verdict.ts";
