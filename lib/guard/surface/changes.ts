/**
 * Where the work tree can't speak for the index.
 *
 * @module
 */
import { join } from "node:path";
import { git } from "../../git.ts";
import { withScratch } from "../../undo.ts";
import { copyIndex } from "./index-copy.ts";
import { kindOf, type Version } from "./listing.ts";

/** A tracked path whose file may differ from the index. */
export interface Change {
  /** The path's bytes, as latin1. */
  name: string;
  /** What the index has; none during a conflict, and for a path that was only announced (`add -N`). */
  versions: Version[];
  /** The file is not there any more: `git commit --all` would take it away. */
  isGone: boolean;
}

/**
 * The paths that git does not call the same, by the usual `index` of the repository around `cwd`. It says nothing about entries with a bit that tells
 * it to look away.
 *
 * Submodules are repositories of their own: looking for changes in them would run git there.
 */
export const listChanges = async (cwd: string, index: string): Promise<Change[]> => {
  const asked = ["-z", "--no-relative", "--no-renames", "--ignore-submodules=all"];
  const changes = parseChanges(await git(["diff-files", ...asked], { cwd }));
  if (changes.length === 0) return changes;
  const others = await listOthers(["diff", "--name-only", "--no-ext-diff", "--no-color", ...asked], { cwd, index });
  return changes.filter(({ name }) => others?.has(name) !== false);
};

/** Reads `diff-files -z`: `:<mode> <mode> <blob> <blob> <status><NUL>path<NUL>`. */
export const parseChanges = (output: Buffer): Change[] => {
  const fields = output.toString("latin1").split("\0");
  const changes = new Map<string, Change>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [header = "", name = ""] = fields.slice(at, at + 2);
    const [mode = "", , blob = "", , status = ""] = header.slice(1).split(" ");
    const change = changes.get(name) ?? { name, versions: [], isGone: false };
    if (status === "D") change.isGone = true;
    if (/[1-9a-f]/.test(blob)) change.versions.push({ kind: kindOf(mode, 0), blob });
    changes.set(name, change);
  }
  return [...changes.values()];
};

/**
 * Names, as latin1, of paths whose bytes in the work tree may differ although git calls them the same: with a filter
 * (git-lfs, encryption), another encoding, or an expanded `$Id$`.
 *
 * Line endings don't count: a conversion moves no byte of a token, which has no line break in it (`isMovedByLineEnds`
 * knows the exception).
 */
export const listFiltered = async (cwd: string): Promise<ReadonlySet<string>> => {
  const unfiltered = ":(top,exclude,attr:!filter !working-tree-encoding !ident)";
  const output = await git(["ls-files", "-z", "--full-name", "--", ":/", unfiltered], { cwd });
  return new Set(output.toString("latin1").split("\0").slice(0, -1));
};

/**
 * A conversion of line endings could put a byte into it, or take one out: U+0A05 and U+010D in UTF-16 have bytes that
 * look like line breaks.
 */
export const isMovedByLineEnds = (pattern: Uint8Array): boolean => pattern.includes(0x0a) || pattern.includes(0x0d);

// --- internal ---

/**
 * What was only touched is not another file for its line ends, or for what a filter makes of it. Undefined where git can't compare, as
 * in a partial clone, which lacks blobs: then each is looked at.
 */
const listOthers = (
  args: readonly string[],
  { cwd, index }: { cwd: string; index: string },
): Promise<ReadonlySet<string> | undefined> =>
  withScratch("kprov-changes-", async (dir) => {
    const copy = join(dir, "index");
    copyIndex(index, copy);
    // `git diff` writes what it has learned into the index, whatever GIT_OPTIONAL_LOCKS says.
    const output = await git(["-c", "core.splitIndex=false", ...args], { cwd, env: { GIT_INDEX_FILE: copy } });
    return new Set(output.toString("latin1").split("\0"));
  }).catch(() => undefined);
