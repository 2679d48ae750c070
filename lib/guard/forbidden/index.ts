/**
 * Forbidden tokens: names, words and hosts that nothing which git publishes may hold.
 *
 * @module
 */
export { type ScanForbiddenOptions, scanForbidden } from "./scan.ts";
