/**
 * Preflight: all gates of a repository as one.
 *
 * @module
 */
export {
  type CommandReport,
  exitOfPreflight,
  type PreflightOptions,
  type PreflightReport,
  type PreflightVerdict,
  runPreflight,
  withCheck,
} from "./preflight.ts";
export { formatPreflight } from "./text.ts";
export type { JudgedTree } from "./tree-id.ts";
