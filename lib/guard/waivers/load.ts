/**
 * The list of waivers of a repository, as it lies there.
 *
 * @module
 */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { errnoOf, messageOf } from "../../errors.ts";
import { readSmallFile } from "../../files.ts";
import type { Level } from "../../report.ts";
import { shellQuote } from "../../text.ts";
import { isTrackedFile, pathFromTop } from "../tracked-file.ts";
import { maxWaiverBytes, type ParseWaiversOptions, parseWaivers, unusable } from "./parse.ts";
import { noWaivers, type WaiverFault, type Waivers, waiversPath } from "./waiver.ts";

export interface LoadWaiversOptions extends Omit<ParseWaiversOptions, "path"> {
  /** Anywhere in the work tree that is judged. */
  cwd: string;
  /** The configuration's directory: the list is `.kprov/waivers.json` below it. */
  root: string;
  /** A directory that holds nothing but files of git's which stand for those below `root`: of the index, or of a base. Default `root`. */
  policyRoot?: string;
}

/**
 * Read and judge the list. Without one there are no waivers; without a repository nobody knows, and that is an error.
 *
 * It counts only as a file that git tracks: what waives a finding must be seen by whoever reviews. So one that is
 * untracked, a link or behind one, or outside of the repository is a violation; one that can't be read is a doubt. Throws as
 * `git` does.
 */
export const loadWaivers = async (options: LoadWaiversOptions): Promise<Waivers> => {
  const { cwd, root, policyRoot = root, now, maxDays } = options;
  const file = join(policyRoot, waiversPath);
  // Outside of the repository it is named as from the configuration.
  const path = pathFromTop({ cwd, root, file: join(root, waiversPath) }) ?? waiversPath;
  const state = stateOf(file);
  if (state === "absent") return noWaivers;
  const without = (fault: WaiverFault): Waivers => ({ path, entries: [], faults: [fault] });
  if (state !== "there") return without(unusable(path, state.problem, state.level));
  if (policyRoot === root && !isTrackedFile({ cwd, file, path })) return without(untracked(path));
  try {
    return parseWaivers(readSmallFile(file, maxWaiverBytes), { path, now, maxDays });
  } catch (error) {
    return without(unusable(path, problemOf(error), "undecided"));
  }
};

// --- internal ---

/** What is wrong with the file before anybody reads it. */
const stateOf = (file: string): "absent" | "there" | { problem: string; level: Level } => {
  try {
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return "absent";
    if (!stats.isFile()) return { problem: "it is no regular file", level: "violation" };
    if (stats.size <= maxWaiverBytes) return "there";
    return { problem: `it has more than ${maxWaiverBytes} bytes`, level: "violation" };
  } catch (error) {
    // Something else is in its directory's place.
    return errnoOf(error) === "ENOTDIR" ? "absent" : { problem: problemOf(error), level: "undecided" };
  }
};

const problemOf = (error: unknown): string => `it can't be read: ${errnoOf(error) ?? messageOf(error)}`;

const untracked = (path: string): WaiverFault => ({
  finding: {
    code: "WAIVERS_UNTRACKED",
    level: "violation",
    path,
    message: "No waiver counts: git does not track the list",
    fix: `git add ${shellQuote(path)}`,
  },
});
