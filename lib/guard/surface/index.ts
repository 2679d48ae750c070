/**
 * The surface that a check judges: every path that git tracks, with every version of its bytes.
 *
 * @module
 */
import { type Reading, readContents } from "./contents.ts";
import { topLevel } from "./top-level.ts";
import { listTracked } from "./tracked.ts";

export type { Outcome, Reading } from "./contents.ts";

/**
 * Show every tracked path of the repository around `cwd` to `visit`, and return how many there are.
 *
 * Contents are valid only until `visit` returns. Throws `E_NO_REPOSITORY`, `E_TOOL_MISSING` or `E_GIT`.
 */
export const readTracked = async (cwd: string, visit: (reading: Reading) => void): Promise<number> => {
  const entries = listTracked(cwd);
  await readContents(entries, { cwd, root: topLevel(cwd), visit });
  return entries.length;
};
