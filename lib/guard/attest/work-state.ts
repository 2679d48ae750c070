/**
 * The very state of a work tree: what a statement about a check is bound to.
 *
 * @module
 */
import { existsSync, lstatSync, readlinkSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { hashFiles, sha256 } from "../../digest.ts";
import { KprovError } from "../../errors.ts";
import type { JudgedState } from "../../evidence/index.ts";
import { git, splitNul } from "../../git.ts";
import { canonicalJson } from "../../json.ts";
import { indexTree } from "../preflight/tree-id.ts";
import { type OnCopy, withIndexCopy } from "../surface/index-copy.ts";
import type { Snapshot } from "../surface/snapshot.ts";
import { gitDirectory, topLevel } from "../surface/top-level.ts";

export interface WorkStateOptions {
  /** Anywhere in the work tree. */
  cwd: string;
  /** Absolute directory of the bundles: evidence is no change. */
  outDir: string;
  /** Further files that are evidence themselves, absolute. Default none. */
  leaveOut?: readonly string[];
}

/**
 * Every tracked file as it lies there, whatever the index or a flag of it says, as a tree; and the files that are neither
 * tracked nor ignored. Of a submodule only its commit counts, of a repository within only its name.
 *
 * Writes nothing into the repository. Throws as `git` does, and `E_IO` for an untracked file that can't be read.
 */
export const readWorkState = async ({ cwd, outDir, leaveOut = [] }: WorkStateOptions): Promise<JudgedState> => {
  const top = topLevel(cwd);
  const asked = ["rev-parse", "--path-format=absolute", "--git-path", "objects", "--verify", "--quiet", "HEAD"];
  const [[objects = "", commit = ""], untracked] = await Promise.all([
    git(asked, { cwd, accept: [0, 1] }).then((output) => output.toString("utf8").split("\n")),
    digestUntracked(top, [outDir, ...leaveOut]),
  ]);
  const tree = await withIndexCopy({ cwd: top, gitDir: gitDirectory(cwd, top), objects }, (onCopy) =>
    writeWorkTree(onCopy, top),
  );
  const isCommit = (await treeOf(commit || null, cwd)) === tree;
  return { commit: commit || null, tree, isCommit, untracked };
};

/** The tree that is staged, as a state of its own: nothing else was judged. Throws as `git` does, and `E_STAGED` during a merge. */
export const readIndexState = async (snapshot: Snapshot): Promise<JudgedState> => {
  const { tree, commit } = await indexTree(snapshot);
  if (tree === null)
    throw new KprovError("E_STAGED", "Cannot say which tree was judged: what is staged holds a merge conflict");
  return { commit, tree, isCommit: (await treeOf(commit, snapshot.cwd)) === tree, untracked: null };
};

// --- internal ---

const treeOf = async (commit: string | null, cwd: string): Promise<string> =>
  commit === null ? "" : (await git(["rev-parse", `${commit}^{tree}`], { cwd })).toString("latin1").trim();

const writeWorkTree = async (onCopy: OnCopy, top: string): Promise<string> => {
  // Flags that make git look away (git-update-index(1)); a file that a sparse checkout leaves out is what the index says.
  const hidden = splitNul(await onCopy(["ls-files", "-v", "-z"]))
    .filter((line) => /^[a-zS]/.test(line))
    .filter((line) => !/^s/i.test(line) || existsSync(join(top, line.slice(2))))
    .map((line) => line.slice(2));
  for (const flag of hidden.length === 0 ? [] : ["--no-assume-unchanged", "--no-skip-worktree"])
    await onCopy(["update-index", flag, "-z", "--stdin"], hidden.map((path) => `${path}\0`).join(""));
  await onCopy(["add", "--update", "--", ":/"]);
  return (await onCopy(["write-tree"])).toString("latin1").trim();
};

/** `path` from the top; nothing for one that is not there, elsewhere, or the top itself. */
const insideOf = (top: string, path: string): string[] => {
  const inside = existsSync(path) ? relative(top, realpathSync(path)) : "";
  const isElsewhere = inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return isElsewhere ? [] : [`:(top,exclude,literal)${inside}`];
};

const digestUntracked = async (top: string, evidence: readonly string[]): Promise<string | null> => {
  const leaveOut = evidence.flatMap((path) => insideOf(top, path));
  const asked = ["ls-files", "--others", "--exclude-standard", "-z", "--", ":/", ...leaveOut];
  const paths = splitNul(await git(asked, { cwd: top })).sort();
  if (paths.length === 0) return null;
  const entries = paths.map((path): { path: string; link: string | null; isFile: boolean } => {
    if (path.includes("\ufffd")) throw unreadable(path, "its name is not valid UTF-8");
    const stats = lstatSync(join(top, path), { throwIfNoEntry: false });
    if (stats === undefined) throw unreadable(path, "it went away");
    return { path, link: stats.isSymbolicLink() ? readlinkSync(join(top, path)) : null, isFile: stats.isFile() };
  });
  const files = entries.filter(({ isFile }) => isFile);
  const digests = await hashFiles(files.map(({ path }) => join(top, path)));
  const digestOf = new Map(
    files.map(({ path }, index) => {
      const digest = digests[index];
      if (digest === undefined || "failed" in digest) throw unreadable(path, String(digest?.failed));
      return [path, digest.sha256];
    }),
  );
  return sha256(
    canonicalJson(entries.map(({ path, link }) => [path, link ?? digestOf.get(path) ?? null, link !== null])),
  );
};

const unreadable = (path: string, why: string): KprovError =>
  new KprovError("E_IO", `Cannot say which files were judged: the untracked "${path}" can't be read (${why})`, {
    hint: "remove it, or put it into .gitignore",
  });
