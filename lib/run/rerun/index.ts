/**
 * Executing a recorded run again.
 *
 * @module
 */
export { withRecorded } from "./recorded.ts";
export { exitOfRerun, formatPlan, formatRerun } from "./report.ts";
export { type RerunOptions, rerun } from "./rerun.ts";
export type { RerunReport } from "./types.ts";
