/**
 * Which tree was judged.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { git } from "../../git.ts";
import { withIndexCopy } from "../surface/index-copy.ts";
import type { Snapshot } from "../surface/snapshot.ts";

export interface JudgedTree {
  /** Object name of the index as a tree: what a commit made now would hold. Null during a merge conflict. */
  tree: string | null;
  /** Object name of HEAD's commit; null before the first one. */
  commit: string | null;
  /** The work tree or the list of untracked files differs from the index; false when the index alone was judged. */
  dirty: boolean;
  /** The index alone was judged. */
  staged?: true;
}

/** Ask git about the index around `cwd`. Writes nothing into the repository. Throws as `git` does. */
export const judgedTree = async (
  snapshot: Pick<Snapshot, "cwd" | "gitDir" | "isStaged" | "index">,
): Promise<JudgedTree> => {
  const { cwd, isStaged } = snapshot;
  if (isStaged) return { ...(await indexTree(snapshot)), dirty: false, staged: true };
  const status = git([...statusArgs, "--", ":/"], { cwd });
  status.catch(() => undefined); // Whoever awaits it sees it.
  return { ...(await indexTree(snapshot)), dirty: isDirty(await status) };
};

/** The tree of the snapshot's index, and HEAD's commit. Throws as `git` does. */
export const indexTree = async ({
  cwd,
  gitDir,
  index,
}: Pick<Snapshot, "cwd" | "gitDir" | "index">): Promise<Pick<JudgedTree, "tree" | "commit">> => {
  const asked = ["rev-parse", "--path-format=absolute", "--git-path", "objects", "--verify", "--quiet", "HEAD"];
  const answer = (await git(asked, { cwd, accept: [0, 1] })).toString("utf8");
  // A path may have line breaks itself, and before the first commit nothing follows it.
  const [, objects = "", commit = null] = /(.+?)\n(?:([0-9a-f]+)\n)?$/s.exec(answer) ?? [];
  return { tree: await writeTree({ cwd, gitDir, objects, file: index }), commit };
};

/**
 * HEAD, the index with the bits that make git look away, and how the work tree differs from it, as text that can only be
 * compared. Throws as `git` does.
 */
export const trackedState = async (cwd: string): Promise<string> => {
  const parts = await Promise.all([
    git(["rev-parse", "--verify", "--quiet", "HEAD"], { cwd, accept: [0, 1] }),
    git(["ls-files", "-s", "-v", "-z", "--full-name", "--", ":/"], { cwd }),
    git([...differenceArgs, "--no-ext-diff", "--no-textconv", "--full-index", "--binary"], { cwd }),
  ]);
  return parts.map((part) => part.toString("latin1")).join("\0");
};

// --- internal ---

/** A person's settings may leave out what git does not know, and `.gitmodules` what is changed in a submodule. */
const statusArgs = [
  ...["status", "--porcelain=v1", "-z", "--no-renames"],
  ...["--untracked-files=normal", "--ignore-submodules=none"],
];
/** What a command writes into a submodule is no tracked file. */
const differenceArgs = ["diff-files", "--patch", "--ignore-submodules=untracked"];

/** `git write-tree` makes tree objects, and locks the index, which a commit under way has locked already. */
const writeTree = async (place: Parameters<typeof withIndexCopy>[0]): Promise<string | null> => {
  try {
    return (await withIndexCopy(place, (onCopy) => onCopy(["write-tree"]))).toString("latin1").trim() || null;
  } catch (error) {
    // During a merge conflict there is no tree.
    if (error instanceof KprovError && error.code === "E_GIT") return null;
    throw error;
  }
};

/** The second letter is the work tree's; "??" is untracked (git-status(1)). */
const isDirty = (status: Buffer): boolean =>
  status
    .toString("latin1")
    .split("\0")
    .some(([, letter = " "]) => letter !== " ");
