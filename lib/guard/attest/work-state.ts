/**
 * The very state of a work tree: what a statement about a check is bound to.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { existsSync, lstatSync, readlinkSync, realpathSync } from "node:fs";
import { join, relative } from "node:path";
import { hashFiles, sha256 } from "../../digest.ts";
import { KprovError, messageOf } from "../../errors.ts";
import type { JudgedState } from "../../evidence/index.ts";
import { git, splitNul } from "../../git.ts";
import { canonicalJson, type JsonValue } from "../../json.ts";
import { indexTree } from "../preflight/tree-id.ts";
import { isThere, stageAll, unreadable } from "../surface/commit-all.ts";
import { withIndexCopy } from "../surface/index-copy.ts";
import { listIndex } from "../surface/listing.ts";
import { nameOf } from "../surface/names.ts";
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
 * tracked nor ignored, with what a submodule holds beside its commit. Of a repository within only its name counts.
 *
 * Writes nothing into the repository. Throws as `git` does, and `E_IO` for what can't be read.
 */
export const readWorkState = async (options: WorkStateOptions): Promise<JudgedState> => {
  const { cwd, outDir, leaveOut = [] } = options;
  const top = topLevel(cwd);
  const asked = ["rev-parse", "--path-format=absolute", "--git-path", "objects", "--verify", "--quiet", "HEAD"];
  const [[objects = "", head], untracked, submodules] = await Promise.all([
    git(asked, { cwd, accept: [0, 1] }).then((output) => output.toString("utf8").split("\n")),
    listUntracked(top, [outDir, ...leaveOut]),
    readSubmodules(top, options),
  ]);
  const commit = head || null;
  const tree = await withIndexCopy({ cwd: top, gitDir: gitDirectory(cwd, top), objects }, async (onCopy) => {
    await stageAll(onCopy, top);
    return (await onCopy(["write-tree"])).toString("latin1").trim();
  });
  const isCommit = (await treeOf(commit, cwd)) === tree && submodules.every(({ state }) => state.isCommit);
  const more = submodules.filter(({ state }) => !state.isCommit || state.untracked !== null);
  const besides = [...untracked, ...more.map(({ path, state }) => [path, state.tree, state.untracked])];
  return { commit, tree, isCommit, untracked: besides.length === 0 ? null : sha256(canonicalJson(besides)) };
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

/** `path` from the top, where git matches nothing by `..`; nothing for one that is not there, or the top itself. */
const insideOf = (top: string, path: string): string[] => {
  const inside = existsSync(path) ? relative(top, realpathSync(path)) : "";
  return inside === "" ? [] : [`:(top,exclude,literal)${inside}`];
};

interface Submodule {
  path: string;
  state: JudgedState;
}

/** Those that are here; one that was never fetched is an empty directory, and a link in its place is seen as what it is. */
const readSubmodules = async (top: string, options: WorkStateOptions): Promise<Submodule[]> => {
  const { bytes, entries } = await listIndex(top);
  const found: Submodule[] = [];
  for (const { kind, start, end } of entries) {
    const name = bytes.subarray(start, end);
    if (kind !== "submodule" || !isThere(top, `${name.toString("latin1")}/.git`)) continue;
    const path = nameOf(name);
    if (!isUtf8(name)) throw unreadable(`submodule "${path}"`, "its name is not valid UTF-8", "give it another one");
    const cwd = join(top, path);
    if (realpathSync(cwd) === cwd) found.push({ path, state: await readWorkState({ ...options, cwd }) });
  }
  return found;
};

/** Each with its digest, or where it leads. */
const listUntracked = async (top: string, evidence: readonly string[]): Promise<JsonValue[]> => {
  const leaveOut = evidence.flatMap((path) => insideOf(top, path));
  const asked = ["ls-files", "--others", "--exclude-standard", "-z", "--", ":/", ...leaveOut];
  const paths = splitNul(await git(asked, { cwd: top })).sort();
  const entries = paths.map((path) => look(top, path));
  const files = entries.filter(({ isFile }) => isFile);
  const digests = await hashFiles(files.map(({ path }) => join(top, path)));
  const digestOf = new Map(
    digests.map((digest, index) => {
      const { path = "" } = files[index] ?? {};
      if ("failed" in digest) throw untrackedUnreadable(path, digest.failed);
      return [path, digest.sha256];
    }),
  );
  return entries.map(({ path, link }) => [path, link ?? digestOf.get(path) ?? null, link !== null]);
};

const look = (top: string, path: string): { path: string; link: string | null; isFile: boolean } => {
  if (path.includes("\ufffd")) throw untrackedUnreadable(path, "its name is not valid UTF-8");
  const file = join(top, path);
  try {
    const stats = lstatSync(file);
    return { path, link: stats.isSymbolicLink() ? readlinkSync(file) : null, isFile: stats.isFile() };
  } catch (error) {
    throw untrackedUnreadable(path, messageOf(error));
  }
};

const untrackedUnreadable = (path: string, why: string): KprovError =>
  unreadable(`untracked "${path}"`, why, "remove it, or put it into .gitignore");
