/**
 * What an init that was killed leaves: temporary files, all in one place, and that place.
 *
 * @module
 */
import { lstatSync, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { errnoOf, KprovError } from "../errors.ts";
import { receiptPath } from "./receipt.ts";

/** From the repository's top. */
const place = posix.dirname(receiptPath);

/** Where this process writes a file before it gets its name. */
export const temporaryPath = (root: string): string => join(root, place, `init.${process.pid}.tmp`);

/** Remove temporary files, and their directory when it is empty then. What was removed; throws `E_IO`. */
export const sweepLeftovers = (root: string): string[] => {
  const dir = join(root, place);
  try {
    // A link may lead anywhere.
    if (lstatSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
    const names = readdirSync(dir);
    const left = names.filter((name) => /^init\.\d+\.tmp$/.test(name) && lstatSync(join(dir, name)).isFile());
    for (const name of left) unlinkSync(join(dir, name));
    const isEmpty = left.length === names.length;
    if (isEmpty) rmdirSync(dir);
    return [...left.map((name) => `${place}/${name}`), ...(isEmpty ? [place] : [])];
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot remove what an earlier init left in "${place}": ${errnoOf(cause)}`, { cause });
  }
};

/** True when a file can be renamed from there to `target`: both lie on one file system. */
export const canRenameTo = (root: string, target: string): boolean => {
  const [here, there] = [join(root, place), dirname(target)].map((dir) => lstatSync(dir, { throwIfNoEntry: false }));
  return here?.isDirectory() === true && here.dev === there?.dev;
};
