/**
 * A file as a commit has it.
 *
 * @module
 */
import { git } from "../../git.ts";

/** What the commit has at a path. */
export interface Committed {
  /** False for a link, a directory and a submodule. */
  isFile: boolean;
  /** Object name. */
  object: string;
}

/** `path` from the repository's top, taken as it is. Undefined when the commit has nothing there. Throws as `git` does. */
export const committedAt = async (commit: string, path: string, cwd: string): Promise<Committed | undefined> => {
  const listed = await git(["--literal-pathspecs", "ls-tree", "-z", "--full-tree", commit, "--", path], { cwd });
  // `mode type object\tpath\0`
  const [mode = "", , object = ""] = listed.toString("latin1").split(/[ \t]/);
  return mode === "" ? undefined : { isFile: mode.startsWith("100"), object };
};

/** The bytes of an object. Throws `E_GIT` when the clone lacks it. */
export const readObject = (object: string, cwd: string): Promise<Buffer> => git(["cat-file", "blob", object], { cwd });
