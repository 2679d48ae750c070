/**
 * What is staged, as files in a directory of their own.
 *
 * @module
 */
import { appendFileSync, existsSync, lstatSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { borrowRepository, hooklessGit as git } from "../../borrowed-clone.ts";
import { KprovError } from "../../errors.ts";
import { indexTree } from "../preflight/tree-id.ts";
import type { Snapshot } from "../surface/snapshot.ts";

/** Directories of `root`, the configuration's, that its commands need and git ignores. */
export interface Links {
  root: string;
  /** Where `root` lies below the top. */
  place: string;
  names: readonly string[];
}

/**
 * Make a repository in the empty directory `dir` whose index and files are the tree that is staged, on the same commit. Nothing
 * is written into the user's own, and no hook runs.
 *
 * Throws `E_STAGED` during a merge conflict, for objects that this clone doesn't have, and for a link that is not ignored.
 */
export const checkOutIndex = async (snapshot: Snapshot, dir: string, links: Links): Promise<void> => {
  const { commit, tree } = await indexTree(snapshot);
  if (tree === null) throw new KprovError("E_STAGED", "Cannot check out what is staged: it holds a merge conflict");
  await borrowRepository({ repository: snapshot.root, dir });
  if (commit !== null) await git(["update-ref", "--no-deref", "HEAD", commit], { cwd: dir });
  // Entry by entry: the tree itself was made where nothing of it stays.
  const { bytes } = await snapshot.listing();
  await git(["update-index", "-z", "--index-info"], { cwd: dir, input: indexInfo(bytes) });
  await git(["checkout-index", "--all", "--force", "-u"], { cwd: dir, env: { GIT_LFS_SKIP_SMUDGE: "1" } });
  for (const name of links.names) await link(dir, name, links);
};

/** From `H 100644 <blob> 0<tab>path` to what `update-index --index-info` reads: the same without the tag. */
export const indexInfo = (listing: Buffer): Buffer => {
  const parts: Buffer[] = [];
  for (let start = 0, end = listing.indexOf(0); end !== -1; start = end + 1, end = listing.indexOf(0, start))
    parts.push(listing.subarray(start + 2, end + 1));
  return Buffer.concat(parts);
};

// --- internal ---

const link = async (dir: string, name: string, { root, place }: Links): Promise<void> => {
  const [path, source] = [join(place, name), join(root, name)];
  const target = join(dir, path);
  if (!existsSync(source)) return; // Whoever needs it says that it is not there.
  const asked = lstatSync(source).isDirectory() ? `${path}/` : path;
  // Prints the path when it is ignored; 1 says that it is not.
  const answer = await git(["check-ignore", "--no-index", "--", asked], { cwd: dir, accept: [0, 1] });
  const isIgnored = answer.length > 0;
  if (!isIgnored || lstatSync(target, { throwIfNoEntry: false }) !== undefined)
    throw new KprovError("E_STAGED", `Cannot use "${name}" of preflight.stagedLinks: git does not ignore it`, {
      hint: "name only what is installed, such as node_modules, and what .gitignore has",
    });
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(source, target);
  appendFileSync(join(dir, ".git/info/exclude"), `\n/${path}\n`);
};
