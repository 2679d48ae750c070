/**
 * Following one file of CI into another.
 *
 * @module
 */
import { parseSource } from "../sources/index.ts";
import type { Located, Tree } from "../sources/tree.ts";
import type { Beside } from "./beside.ts";

/** One file of CI, and the files that led to it, itself the last. */
export interface Part {
  tree: Tree;
  chain: readonly string[];
}

/** What is shared while one definition of CI is read. */
export interface Walk {
  beside: Beside;
  /** What kind of place names the parts. */
  source: string;
  /** Parts that may still be read. */
  left: number;
  /** What is done to a text before it is parsed. */
  prepare?: (text: string) => string;
}

/** Files in each other: GitHub follows ten, GitLab more than anybody writes. */
const deepest = 20;

/**
 * The first of `paths` that git tracks, named at `by` in `from`; undefined when it can't be had, which is said as
 * unseen. `isElsewhere`: it need not be tracked here. Throws `E_SOURCE` for a file that is malformed.
 */
export const follow = async (
  walk: Walk,
  from: Pick<Part, "chain">,
  by: Located<string>,
  paths: readonly string[],
  isElsewhere = false,
): Promise<Part | undefined> => {
  const { beside, source } = walk;
  const refuse = (why: string, isBroken = true): undefined => {
    beside.unseen({ located: by, source, why, isBroken });
    return undefined;
  };
  if (paths.some((path) => from.chain.includes(path))) return refuse("it brings in itself");
  if (from.chain.length >= deepest) return refuse(`more than ${deepest} files bring in each other`);
  walk.left -= 1;
  if (walk.left < 0) return refuse("there are too many of them");
  for (const path of paths) {
    const text = await beside.text(path);
    if (text === undefined) continue;
    return { tree: await parseSource(path, walk.prepare?.(text) ?? text), chain: [...from.chain, path] };
  }
  return isElsewhere
    ? refuse("it lies in another repository", false)
    : refuse(`git tracks no ${paths.map((path) => `"${path}"`).join(" or ")}`);
};
