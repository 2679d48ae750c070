/**
 * Files by the names that git may have for them.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/**
 * The places of `file`, absolute, from `top`, which has no links: one for each directory on the way that links may be followed up to.
 * git tracks it by at most one of them; which one, only the index knows, whatever lies in the work tree.
 */
export const placesOf = (top: string, file: string): string[] => {
  const found = new Set<string>();
  for (let at = file; ; at = dirname(at)) {
    const place = relative(top, join(realOf(at), relative(at, file))).split(sep);
    if (place[0] !== "..") found.add(place.join("/"));
    if (at === dirname(at)) return [...found];
  }
};

// --- internal ---

/** What is gone is followed from a directory above it. */
const realOf = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};
