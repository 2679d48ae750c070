/**
 * The surface that a check judges: every path that git tracks, with every version of its bytes.
 *
 * @module
 */
import { type Reading, readContents } from "./contents.ts";
import { topLevel } from "./top-level.ts";
import { listTracked } from "./tracked.ts";

export type { Outcome, Reading } from "./contents.ts";

export interface Surface {
  /**
   * Show every tracked path to `visit`, and return how many there are. Contents are valid only until `visit` returns.
   * Throws `E_NO_REPOSITORY`, `E_TOOL_MISSING` or `E_GIT`.
   */
  read(visit: (reading: Reading) => void): Promise<number>;
}

/** The surface of the repository around `cwd`. git begins to answer at once; the caller may do other things before it reads. */
export const openSurface = (cwd: string): Surface => {
  const answers = Promise.all([listTracked(cwd), topLevel(cwd)]);
  answers.catch(() => undefined); // Looked at when it is read.
  const read: Surface["read"] = async (visit) => {
    const [entries, root] = await answers;
    await readContents(entries, { cwd, root, visit });
    return entries.length;
  };
  return { read };
};
