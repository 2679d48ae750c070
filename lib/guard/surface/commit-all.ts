/**
 * The work tree as `git commit --all` would have it, also where files are gone or have become links: what no single file of it can
 * say.
 *
 * @module
 */
import { lstatSync } from "node:fs";
import { posix } from "node:path";
import { errnoOf, KprovError, messageOf } from "../../errors.ts";
import { git, withObjects } from "../../git.ts";
import { type OnCopy, withIndexCopy } from "./index-copy.ts";
import { keptWhileSame } from "./kept.ts";
import type { Entry, Listing } from "./listing.ts";
import { nameOf } from "./names.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";

/**
 * Give `use` the work tree's tracked files as if they were staged; undefined where that is what the index has, or where the index
 * alone is judged. Writes nothing into the repository. Throws as `git` does, and `E_IO` for what can't be read.
 */
export const withCommitAll = async <T>(
  snapshot: Snapshot,
  { cacheDir }: { cacheDir: string | null },
  use: (workTree: Snapshot) => Promise<T>,
): Promise<T | undefined> => {
  if (snapshot.isStaged || (await isWhatIsStaged(snapshot, cacheDir))) return undefined;
  const { cwd, root, gitDir } = snapshot;
  const asked = ["rev-parse", "--path-format=absolute", "--git-path", "objects"];
  const objects = (await git(asked, { cwd })).toString("utf8").slice(0, -1);
  return withIndexCopy({ cwd: root, gitDir, objects }, async (onCopy, copy) => {
    await stageAll(onCopy, root);
    return withObjects(copy.objects, () => use(takeSnapshot(cwd, { made: copy.index })));
  });
};

/** Stage every tracked file as it lies there, whatever a flag of it says. */
export const stageAll = async (onCopy: OnCopy, top: string): Promise<void> => {
  // Names are bytes, which latin1 keeps: one that is not UTF-8 must not look like one that is not there.
  const listed = (await onCopy(["ls-files", "-v", "-z"])).toString("latin1").split("\0");
  // What git may not look at is the same to it as what has not changed.
  for (const dir of new Set(listed.map((line) => posix.dirname(line.slice(2))))) isThere(top, `${dir}/.`);
  // Flags that make git look away (git-update-index(1)); a file that a sparse checkout leaves out is what the index says.
  const hidden = listed
    .filter((line) => /^[a-zS]/.test(line))
    .filter((line) => !/^s/i.test(line) || isThere(top, line.slice(2)))
    .map((line) => Buffer.from(`${line.slice(2)}\0`, "latin1"));
  for (const flag of hidden.length === 0 ? [] : ["--no-assume-unchanged", "--no-skip-worktree"])
    await onCopy(["update-index", flag, "-z", "--stdin"], Buffer.concat(hidden));
  await onCopy(["add", "--update", "--", ":/"]);
};

/** A link counts that leads nowhere. Throws `E_IO` where nobody may look. */
export const isThere = (top: string, latin1: string): boolean => {
  const name = Buffer.from(latin1, "latin1");
  try {
    lstatSync(Buffer.concat([Buffer.from(`${top}/`), name]));
    return true;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? "")) return false;
    throw unreadable(`tracked "${nameOf(name)}"`, messageOf(error), "see to it that it can be read");
  }
};

/** `E_IO`: nobody can say what is judged. */
export const unreadable = (what: string, why: string, hint: string): KprovError =>
  new KprovError("E_IO", `Cannot say which files were judged: the ${what} can't be read (${why})`, { hint });

// --- internal ---

/** Without a listing of a large index where it is known that no flag in it hides a file. */
const isWhatIsStaged = async (snapshot: Snapshot, cacheDir: string | null): Promise<boolean> => {
  if ((await snapshot.changes()).length > 0) return false;
  const keep = {
    cacheDir,
    kind: "plain",
    ruleset: "1",
    isKeepable: (value: unknown): value is boolean => value === true,
  };
  const areAll = async (isSo: (entry: Entry, { bytes }: Listing) => boolean) => {
    const listing = await snapshot.listing();
    return listing.entries.every((entry) => isSo(entry, listing));
  };
  if (await keptWhileSame(snapshot, keep, () => areAll(({ isPlain, kind }) => isPlain && kind !== "submodule")))
    return true;
  // git was told not to look into them, and overlooks what lies in their place.
  return areAll(
    (entry, listing) => entry.isPlain && (entry.kind !== "submodule" || isDirectory(entry, listing, snapshot.root)),
  );
};

const isDirectory = ({ start, end }: Entry, { bytes }: Listing, root: string): boolean => {
  try {
    return lstatSync(Buffer.concat([Buffer.from(`${root}/`), bytes.subarray(start, end)])).isDirectory();
  } catch {
    return false;
  }
};
