/**
 * Preflight: all gates of a repository as one.
 *
 * @module
 */
export { type Gate, type GateContext, gates } from "./gates.ts";
export {
  type CommandReport,
  exitOfPreflight,
  type PreflightOptions,
  type PreflightReport,
  type PreflightVerdict,
  runPreflight,
} from "./preflight.ts";
export { formatPreflight } from "./text.ts";
export type { JudgedTree } from "./tree-id.ts";
