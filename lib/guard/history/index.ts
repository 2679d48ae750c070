/**
 * Forbidden tokens in git's history.
 *
 * @module
 */
export { type HistoryOptions, scanHistory } from "./scan.ts";
