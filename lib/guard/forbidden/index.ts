/**
 * Forbidden tokens: names, words and hosts that nothing which git publishes may hold.
 *
 * @module
 */
export { findFree } from "./free.ts";
export { type ScanForbiddenOptions, scanForbidden } from "./scan.ts";
