/**
 * What the base's `.gitignore` files ignore of what the candidate tracks.
 *
 * @module
 */
import { posix } from "node:path";
import { git } from "../../git.ts";
import { withScratch } from "../../undo.ts";
import type { Snapshot } from "../surface/snapshot.ts";
import { ignoredArgs, parseIgnored } from "../surface/tracked.ts";
import { listTree, writeTree } from "./tree.ts";

/**
 * Tracked paths that the base ignores and does not track itself: a candidate that takes the line out, overrules or moves it, and tracks what it
 * was for, changes what git publishes by its own word. What the base tracks already is public, and taking the line out mends it.
 * Throws as `git` does, and `E_BASE` for a tree that can't be written out.
 */
export const ignoredByBase = async (
  commit: string,
  { cwd, gitDir, index }: Pick<Snapshot, "cwd" | "gitDir" | "index">,
): Promise<ReadonlySet<string>> => {
  const tree = await listTree(commit, [], cwd);
  // git follows none that is a link (gitignore(5)).
  const files = tree.filter(({ path, mode }) => posix.basename(path) === ".gitignore" && mode.startsWith("100"));
  if (files.length === 0) return new Set();
  return withScratch("kprov-base-ignored-", async (dir) => {
    await writeTree(files, dir, cwd);
    const asked = ["--git-dir", gitDir, "--work-tree", dir, ...ignoredArgs];
    const ignored = parseIgnored(await git(asked, { cwd: dir, env: { GIT_INDEX_FILE: index } }));
    const held = new Set(tree.map(({ path }) => path));
    // Bytes that are not UTF-8 are written as another file may be called.
    return new Set([...ignored].filter((path) => path.includes("\\x") || !held.has(path)));
  });
};
