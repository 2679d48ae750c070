/**
 * Capturing a run: prepare, execute, look again, write the bundle.
 *
 * @module
 */
export { assertAsked, optionsOf } from "./asked.ts";
export { type CleanReport, cleanLeftovers } from "./clean.ts";
export { loadDeterminism, loadRerun } from "./lazily.ts";
export type { RunOptions, RunReport } from "./options.ts";
export { recordRun, runWithoutEvidence } from "./record.ts";
export { createRedactor, keepKnownSecrets, type Redactor, redactWords, secretsOf } from "./redaction/index.ts";
export { signRun } from "./sign-run.ts";
export { formatRun } from "./text.ts";
