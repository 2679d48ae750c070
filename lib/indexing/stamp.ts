/**
 * What tells that a directory tree is what it was, without opening a file or listing a directory.
 *
 * @module
 */
import { lstatSync } from "node:fs";
import { type FileIdentity, identityOf } from "../digest.ts";
import { crypto } from "../lazy-crypto.ts";
import type { Tree } from "../verify/index.ts";

/** Which directories and files a tree has, by their paths in it. Most bundles of a step have the same. */
export interface Shape {
  /** Eight hexadecimal digits over the names. */
  id: string;
  /** The tree's own is `.`, which follows a link in its place. */
  directories: readonly string[];
  files: readonly string[];
}

/** Null when some of the tree could not be looked at or is no plain file. */
export const shapeOf = (tree: Tree): Shape | null => {
  if (tree.isCut || tree.specials.size + tree.unreadable.size + tree.undecodable.length > 0) return null;
  // In any order that is always the same; the system's own may change.
  const directories = [".", ...tree.directories.keys()].sort();
  const files = [...tree.files.keys()].sort();
  const id = crypto()
    .hash("sha256", [...directories, "/", ...files].join("\0"))
    .slice(0, idLength);
  return { id, directories, files };
};

/** The shape's digits in a stamp, or in what begins with one. */
export const shapeIn = (stamp: string): string => stamp.slice(0, idLength);

/**
 * The shape's id and 32 hexadecimal digits over inodes, sizes and both times of change of everything in `dir`; null when it has
 * not that shape, or was changed less than two seconds before `now`: file systems keep times so coarsely that another change
 * could come without a trace. `tree`: what somebody has just found there.
 *
 * Whatever is added to a directory, renamed or taken away changes the directory's own times: its names need not be read again.
 * The inode's time of change can't be set by anybody, so that a file with an old date put back is seen as well.
 */
export const stampOf = (dir: string, shape: Shape, now: number, tree?: Tree): string | null => {
  const numbers: number[] = [];
  const isTaken = (identity: FileIdentity | null): boolean => {
    if (identity === null || identity[4] > now - coarsest) return false;
    numbers.push(...identity);
    return true;
  };
  const isWhole =
    shape.directories.every((path) => isTaken(identityAt(dir, path, "isDirectory"))) &&
    shape.files.every((path) => isTaken(tree?.files.get(path)?.identity ?? identityAt(dir, path, "isFile")));
  return isWhole ? shape.id + crypto().hash("sha256", Float64Array.from(numbers)).slice(0, 32) : null;
};

// --- internal ---

const idLength = 8;

/** Milliseconds: FAT has two seconds, network file systems one. */
const coarsest = 2000;

/** Null for what is not there, or no such thing: whoever reads it says why. */
const identityAt = (dir: string, path: string, kind: "isDirectory" | "isFile"): FileIdentity | null => {
  try {
    const stats = lstatSync(`${dir}/${path}`);
    return stats[kind]() ? identityOf(stats) : null;
  } catch {
    return null;
  }
};
