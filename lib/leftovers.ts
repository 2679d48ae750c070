/**
 * Files that are written beside another one before they take its place, and what a process that was killed left of them.
 *
 * @module
 */
import { lstatSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { randomHex } from "./clock.ts";

/** A new name beside `file`, for what is going to be renamed to it. */
export const stagedBeside = (file: string): string => `${file}.kprov-${randomHex(6)}`;

/** Remove every file of such a name. Only under the lock of `file`: whoever holds it is the only one who writes them. */
export const removeStaged = (file: string): void =>
  removeLeftovers(file, (rest) => /^\.kprov-[0-9a-f]{12}$/.test(rest));

/**
 * Remove the regular files beside `file` whose name goes on from its name with a `rest` that is meant, and that `isStale` says are
 * nobody's. What can't be removed does no harm, and is left.
 */
export const removeLeftovers = (
  file: string,
  isMeant: (rest: string) => boolean,
  isStale: (path: string) => boolean = () => true,
): void => {
  const [dir, name] = [dirname(file), basename(file)];
  attempt(() => {
    for (const found of readdirSync(dir)) {
      if (!found.startsWith(name) || !isMeant(found.slice(name.length))) continue;
      const path = join(dir, found);
      attempt(() => {
        if (lstatSync(path).isFile() && isStale(path)) rmSync(path, { force: true });
      });
    }
  });
};

// --- internal ---

const attempt = (step: () => void): void => {
  try {
    step();
  } catch {
    // Somebody else's by now, or a place that can't be read.
  }
};
