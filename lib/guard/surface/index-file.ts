/**
 * Which file is the index that a commit is about to be made of.
 *
 * @module
 */
import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { KprovError } from "../../errors.ts";

/**
 * The index of what is being committed: in a hook git may name another file than the usual one (githooks(5), `commit -a` and
 * `commit PATH` make their own), and the usual one is not what the commit will hold.
 *
 * Only a file that git itself makes in this repository's own directory is believed. Throws `E_STAGED` for any other.
 */
export const stagedIndexFile = (gitDir: string, root: string, env: NodeJS.ProcessEnv): string => {
  const named = env["GIT_INDEX_FILE"];
  if (named === undefined || named === "") return join(gitDir, "index");
  const path = resolve(root, named);
  if (!names.test(basename(path)) || !isIn(gitDir, path))
    throw new KprovError("E_STAGED", `Cannot judge what is staged: GIT_INDEX_FILE names "${named}"`, {
      hint: "unset GIT_INDEX_FILE: only an index that git itself keeps in this repository can be judged",
    });
  return join(gitDir, basename(path));
};

// --- internal ---

/** git's own: builtin/commit.c. */
const names = /^(?:index|index\.lock|next-index-\d+\.lock)$/;

const isIn = (gitDir: string, path: string): boolean => {
  try {
    if (realpathSync(dirname(path)) !== realpathSync(gitDir)) return false;
  } catch {
    return false;
  }
  // Before the first commit there may be none.
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? basename(path) === "index";
};
