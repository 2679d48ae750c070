/**
 * Where the record of governance lies.
 *
 * @module
 */

/** Relative to the configuration. */
export const recordPath = ".kprov/governance.lock.json";
