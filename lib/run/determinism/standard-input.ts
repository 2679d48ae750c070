/**
 * Standard input, which nobody can read twice.
 *
 * @module
 */
import { fstatSync, type Stats } from "node:fs";
import { KprovError } from "../../errors.ts";

/**
 * Both runs get an empty standard input. Throws `E_USAGE` when ours is a file with something in it: somebody means the step to
 * read it.
 */
export const assertInput = (stats = statsOfInput()): void => {
  if (stats?.isFile() !== true || stats.size === 0) return;
  throw new KprovError("E_USAGE", "Cannot give a step the same standard input twice: it is a file", {
    hint: "declare the file with --input, and let the step open it",
  });
};

// --- internal ---

/** It may be closed. */
const statsOfInput = (): Stats | undefined => {
  try {
    return fstatSync(0);
  } catch {
    return undefined;
  }
};
