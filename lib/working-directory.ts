/**
 * The directory that a command works in.
 *
 * @module
 */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { KprovError } from "./errors.ts";

/** What `--cwd` names, or where this was started: absolute. Throws `E_USAGE` for no directory, and for one that is gone. */
export const workingDirectory = (given: unknown): string => {
  const cwd = absolute(typeof given === "string" ? given : ".");
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new KprovError("E_USAGE", `Cannot work in "${cwd}": expected a directory`);
  }
  return cwd;
};

// --- internal ---

const absolute = (path: string): string => {
  try {
    return resolve(path);
  } catch (cause) {
    throw new KprovError("E_USAGE", "Cannot work in the directory that this was started in: it is gone", {
      cause,
      hint: "cd to one that is there, or name one: --cwd DIR",
    });
  }
};
