/**
 * Places in a repository: what is there, and that they don't lead out of it.
 *
 * @module
 */
import { lstatSync, realpathSync } from "node:fs";
import { dirname, join, posix, sep } from "node:path";
import { errnoOf, KprovError } from "../errors.ts";
import { readSmallFile } from "../files.ts";

export interface Place {
  /** Where the bytes are: a link inside the repository is followed. */
  absolute: string;
  /** One character a byte; null when nothing is there. */
  content: string | null;
  /** Permission bits; undefined when nothing is there. */
  mode: number | undefined;
}

/**
 * What is at `path` below `root`.
 *
 * Throws `E_PLACE_TAKEN` when a link on the way, or in its place, leads out of the repository, into `.git` or nowhere, and
 * when something other than a regular file is there.
 */
export const lookAt = (root: string, path: string): Place => {
  const segments = path.split("/");
  for (let count = 1; count <= segments.length; count += 1) {
    const part = join(root, ...segments.slice(0, count));
    const stats = lstat(part, path);
    if (stats === undefined) return { absolute: join(root, path), content: null, mode: undefined };
    if (stats.isSymbolicLink()) assertInside(root, part, path);
    if (count < segments.length && !stats.isSymbolicLink() && !stats.isDirectory())
      throw refusal(path, `"${segments.slice(0, count).join("/")}" is not a directory`);
  }
  const absolute = realpathSync(join(root, path));
  const stats = lstatSync(absolute);
  if (!stats.isFile()) throw refusal(path, "something other than a file is there");
  try {
    return { absolute, content: readSmallFile(absolute, largest).toString("latin1"), mode: stats.mode & 0o7777 };
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot read "${path}": ${errnoOf(cause) ?? "it is too large"}`, { cause });
  }
};

/** Directories above `path` that are not there, from the top down. */
export const missingDirectories = (root: string, path: string): string[] => {
  const missing: string[] = [];
  for (let dir = posix.dirname(path); dir !== "."; dir = posix.dirname(dir)) {
    if (lstatSync(join(root, dir), { throwIfNoEntry: false }) === undefined) missing.unshift(dir);
  }
  return missing;
};

// --- internal ---

const largest = 2 ** 24;

const refusal = (path: string, why: string, cause?: unknown): KprovError =>
  new KprovError("E_PLACE_TAKEN", `Cannot write "${path}": ${why}`, {
    hint: "nothing was written; move it aside, or choose another place",
    cause,
  });

const lstat = (absolute: string, path: string) => {
  try {
    return lstatSync(absolute, { throwIfNoEntry: false });
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot look at "${path}": ${errnoOf(cause)}`, { cause });
  }
};

const assertInside = (root: string, link: string, path: string): void => {
  let real: string;
  try {
    real = realpathSync(link);
  } catch (cause) {
    throw refusal(path, "a link on the way leads nowhere", cause);
  }
  const top = realpathSync(root);
  const isOut = real !== top && !real.startsWith(top + sep);
  if (isOut || real === dirname(top)) throw refusal(path, "a link leads out of the repository");
  if (
    real
      .slice(top.length + 1)
      .split(sep)[0]
      ?.toLowerCase() === ".git"
  )
    throw refusal(path, "a link leads into git's own directory");
};
