/**
 * Parts of the room that an ordinary run does not load.
 *
 * @module
 */

/** Running a step twice; see `determinism/index.ts`. */
export const loadDeterminism = () => import("./determinism/index.ts");

/** Executing a recorded run again; see `rerun/index.ts`. */
export const loadRerun = () => import("./rerun/index.ts");
