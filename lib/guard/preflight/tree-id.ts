/**
 * Which tree was judged.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { capture } from "../../exec.ts";
import { git, gitEnvironment } from "../../git.ts";

export interface JudgedTree {
  /** Object name of the index as a tree: what a commit made now would hold. Null during a merge conflict. */
  tree: string | null;
  /** Object name of HEAD's commit; null before the first one. */
  commit: string | null;
  /** The work tree or the list of untracked files differs from the index. */
  dirty: boolean;
}

/** Ask git about the index around `cwd`. Writes nothing into the repository. Throws as `git` does. */
export const judgedTree = async (cwd: string): Promise<JudgedTree> => {
  const status = git(["status", "--porcelain=v1", "-z", "--no-renames", "--", ":/"], { cwd });
  status.catch(() => undefined); // Whoever awaits it sees it.
  const asked = ["rev-parse", "--path-format=absolute", "--git-path", "objects", "--verify", "--quiet", "HEAD"];
  const [objects = "", commit = ""] = (await git(asked, { cwd, accept: [0, 1] })).toString("utf8").split("\n");
  return { tree: await indexTree(cwd, objects), commit: commit || null, dirty: isDirty(await status) };
};

/** Which tracked files differ from HEAD or the index, and how, as text that can only be compared. Throws as `git` does. */
export const trackedState = async (cwd: string): Promise<string> => {
  const listed = ["status", "--porcelain=v2", "-z", "--no-renames", "--untracked-files=no", "--", ":/"];
  const [status, diff] = await Promise.all([
    git(listed, { cwd }),
    git(["diff-files", "--patch", "--no-ext-diff", "--no-textconv", "--full-index", "--binary"], { cwd }),
  ]);
  return `${status.toString("latin1")}\0${diff.toString("latin1")}`;
};

// --- internal ---

/** `git write-tree` makes tree objects: they go to a directory that is thrown away. */
const indexTree = async (cwd: string, objects: string): Promise<string | null> => {
  const dir = mkdtempSync(join(tmpdir(), "kprov-tree-"));
  try {
    const env = {
      ...gitEnvironment(),
      GIT_OBJECT_DIRECTORY: dir,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(objects),
    };
    const { status, stdout } = await capture(["git", "write-tree"], { cwd, env, timeout: 120_000 });
    return status === 0 ? textOf(stdout) : null;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

/** A list separated by colons, whose entries may be quoted: git(1), GIT_ALTERNATE_OBJECT_DIRECTORIES. */
const quoted = (path: string): string => (/[:"]/.test(path) ? JSON.stringify(path) : path);

const textOf = (output: Buffer): string | null => output.toString("latin1").trim() || null;

/** The second letter is the work tree's; "??" is untracked (git-status(1)). */
const isDirty = (status: Buffer): boolean =>
  status
    .toString("latin1")
    .split("\0")
    .some((entry) => entry.length > 1 && entry[1] !== " ");
