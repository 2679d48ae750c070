/**
 * Preflight: all gates of a repository as one.
 *
 * @module
 */
export { type PreflightOptions, runPreflight } from "./preflight.ts";
export {
  type CommandReport,
  exitOfPreflight,
  type PreflightReport,
  type PreflightVerdict,
  withCheck,
} from "./report.ts";
export { formatPreflight } from "./text.ts";
export type { JudgedTree } from "./tree-id.ts";
