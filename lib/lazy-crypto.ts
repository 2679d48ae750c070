/**
 * `node:crypto` at its first use: loading it takes a sixth of the time in which Node itself starts, and other processes can
 * be asked before.
 *
 * @module
 */

type Crypto = typeof import("node:crypto");

let loaded: Crypto | undefined;

/** The whole module; nothing of it is loaded before the first call. */
export const crypto = (): Crypto => {
  loaded ??= process.getBuiltinModule("node:crypto");
  return loaded;
};
