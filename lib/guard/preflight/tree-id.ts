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
  const [tree, commit, status] = await Promise.all([
    indexTree(cwd),
    git(["rev-parse", "--verify", "--quiet", "HEAD"], { cwd, accept: [0, 1] }),
    git(["status", "--porcelain=v1", "-z", "--no-renames", "--", ":/"], { cwd }),
  ]);
  return { tree, commit: textOf(commit), dirty: isDirty(status) };
};

// --- internal ---

/** `git write-tree` makes tree objects: they go to a directory that is thrown away. */
const indexTree = async (cwd: string): Promise<string | null> => {
  const objects = (await git(["rev-parse", "--path-format=absolute", "--git-path", "objects"], { cwd })).toString(
    "utf8",
  );
  const dir = mkdtempSync(join(tmpdir(), "kprov-tree-"));
  try {
    const env = {
      ...gitEnvironment(),
      GIT_OBJECT_DIRECTORY: dir,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(objects.replace(/\n$/, "")),
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
