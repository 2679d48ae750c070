/**
 * Git commands that change an index or make objects, on a copy that is thrown away.
 *
 * @module
 */
import { copyFileSync, existsSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { git, quotedPath } from "../../git.ts";
import { withScratch } from "../../undo.ts";

/** Runs git on the copy; its standard output. Throws as `git` does. */
export type OnCopy = (args: readonly string[], input?: string | Uint8Array) => Promise<Buffer>;

export interface IndexCopy {
  /** The copy, absolute. */
  index: string;
  /** Directory with the objects that were made for it. */
  objects: string;
}

/**
 * Give `use` a copy of the index of `gitDir`. Nothing is written into the repository, and no hook runs.
 *
 * `objects` is the repository's directory of objects: new ones go into the copy's. `file` is the index that is copied, when it
 * is not the usual one.
 */
export const withIndexCopy = async <T>(
  {
    cwd,
    gitDir,
    objects,
    file = join(gitDir, "index"),
  }: { cwd: string; gitDir: string; objects: string; file?: string },
  use: (onCopy: OnCopy, copy: IndexCopy) => Promise<T>,
): Promise<T> =>
  withScratch("kprov-tree-", async (dir) => {
    const index = join(dir, "index");
    copyIndex(file, index);
    const env = {
      GIT_INDEX_FILE: index,
      GIT_OBJECT_DIRECTORY: dir,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: quotedPath(objects),
    };
    // Whether line ends would come back as they are is for whoever commits.
    const asked = ["core.hooksPath=/dev/null", "core.splitIndex=false", "core.safecrlf=false"];
    const own = asked.flatMap((one) => ["-c", one]);
    return use((args, input) => git([...own, ...args], { cwd, env, ...(input !== undefined && { input }) }), {
      index,
      objects: dir,
    });
  });

/**
 * With its time: a file that was changed in the second in which git wrote the index has the same stat, and git looks into it
 * only because the index is no younger (git's own documentation, "racy-git").
 */
export const copyIndex = (from: string, to: string): void => {
  if (!existsSync(from)) return;
  const { mtimeMs } = statSync(from);
  copyFileSync(from, to);
  const seconds = Math.floor(mtimeMs / 1000);
  utimesSync(to, seconds, seconds);
};
