/**
 * The work tree before and after a step: what was created, changed, deleted. Nothing is hashed.
 *
 * @module
 */
import { type Dirent, lstatSync, readdirSync } from "node:fs";
import { errnoOf, KprovError } from "../errors.ts";
import { compareBytes } from "../report.ts";
import { type Scope, shownBytes, toBytes } from "./files-traced/index.ts";
import type { RecordedFile } from "./inputs.ts";

/** Absolute path, as bytes → inode, size and time of change of the content. */
export type TreeListing = ReadonlyMap<string, string>;

/** What a step did to files that are no declared output; sorted. */
export interface TreeChanges {
  /** In the tree before the step. */
  files: number;
  created: string[];
  changed: string[];
  deleted: string[];
}

/**
 * Every file of the project: not git's own, bundles, environments of packages and caches. Links are not followed.
 *
 * Throws `E_IO` naming the first directory that can't be listed: what is in it could change unseen.
 */
export const listTree = (scope: Scope): TreeListing => {
  const listing = new Map<string, string>();
  const visit = (directory: string): void => {
    for (const entry of entriesOf(directory, scope)) {
      const path = `${directory === "/" ? "" : directory}/${entry.name}`;
      // A directory belongs where a file in it would.
      if (entry.isDirectory()) {
        if (scope.rootOf(`${path}/.`) === null) visit(path);
      } else if (scope.rootOf(path) === null) listing.set(path, identityAt(path));
    }
  };
  visit(scope.top);
  return listing;
};

/** What differs between the two. */
export const compareTrees = (
  before: TreeListing,
  after: TreeListing,
  { scope, outputs }: { scope: Scope; outputs: readonly RecordedFile[] },
): TreeChanges => {
  const declared = new Set(outputs.map(({ absolute }) => toBytes(absolute)));
  const name = (paths: Iterable<string>): string[] =>
    [...paths].map((path) => shownBytes(scope.nameOf(path))).sort(compareBytes);
  const isOpen = (path: string): boolean => !declared.has(path);
  return {
    files: before.size,
    created: name([...after.keys()].filter((path) => !before.has(path) && isOpen(path))),
    changed: name(
      [...after].filter(([path, now]) => (before.get(path) ?? now) !== now && isOpen(path)).map(([path]) => path),
    ),
    deleted: name([...before.keys()].filter((path) => !after.has(path))),
  };
};

// --- internal ---

const entriesOf = (directory: string, scope: Scope): Dirent[] => {
  try {
    return readdirSync(Buffer.from(directory, "latin1"), { withFileTypes: true, encoding: "latin1" });
  } catch (cause) {
    const code = errnoOf(cause);
    if (code === "ENOENT") return []; // Removed while we looked.
    throw new KprovError("E_IO", `Cannot list "${shownBytes(scope.nameOf(directory))}" (${code})`, {
      cause,
      hint: "let it be read, or run without --scan-files",
    });
  }
};

const identityAt = (path: string): string => {
  const stats = lstatSync(Buffer.from(path, "latin1"), { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? "gone" : `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
};
