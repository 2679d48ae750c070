/**
 * The surface that a check judges: every path that git tracks, with every version of its bytes.
 *
 * @module
 */
import { type ReadOptions, readContents } from "./contents.ts";
import { hasReplacements } from "./replaced.ts";
import type { Snapshot } from "./snapshot.ts";
import { gitDirectory, topLevel } from "./top-level.ts";
import { type IndexEntry, listTracked } from "./tracked.ts";

export type { Outcome, Reading } from "./contents.ts";
export { areReceipts, keptWhileSame } from "./kept.ts";
export type { Snapshot } from "./snapshot.ts";
export type { IndexEntry } from "./tracked.ts";

/** What git tracks around a directory, about to be read. */
export interface Surface {
  entries: readonly IndexEntry[];
  /** The top level of the work tree, without symbolic links. */
  root: string;
  /** Of the repository or linked work tree. */
  gitDir: string;
  /** The index alone is judged. */
  isStaged: boolean;
  /** Show every entry to `visit`, whose contents are valid only until it returns. Throws `E_GIT`. */
  read: (visit: ReadOptions["visit"], isSettled?: ReadOptions["isSettled"]) => Promise<void>;
}

/** Throws `E_NO_REPOSITORY`, `E_TOOL_MISSING` or `E_GIT`. With a `snapshot`, git is asked for less. */
export const openSurface = async (cwd: string, snapshot?: Snapshot): Promise<Surface> => {
  const entries = snapshot === undefined ? listTracked(cwd) : await entriesOf(snapshot);
  const root = snapshot?.root ?? topLevel(cwd);
  const gitDir = snapshot?.gitDir ?? gitDirectory(cwd, root);
  if (snapshot === undefined && hasReplacements(cwd, gitDir)) for (const entry of entries) entry.isSame = false;
  const isStaged = snapshot?.isStaged ?? false;
  return {
    ...{ entries, root, gitDir, isStaged },
    read: (visit, isSettled = () => false) => readContents(entries, { cwd, root, isStaged, visit, isSettled }),
  };
};

// --- internal ---

const entriesOf = async (snapshot: Snapshot): Promise<IndexEntry[]> => {
  const [ignored, { paths, at }] = await Promise.all([snapshot.ignored(), snapshot.tracked()]);
  return paths.map((path, index) => ({ ...at(index), ignored: ignored.has(path) }));
};
