/**
 * What a person runs so that what lies here is staged.
 *
 * @module
 */
import { shellQuote } from "../../text.ts";
import type { Snapshot } from "../surface/snapshot.ts";

/**
 * The command that stages the files at `paths`, from the top; also those that git was told to look away from (git-update-index(1)), of
 * which `git add` alone takes nothing. Undefined where git sees nothing to stage.
 */
export const stagingOf = async (paths: readonly string[], snapshot: Snapshot): Promise<string | undefined> => {
  const { indexOf, at, listing } = await snapshot.tracked();
  const placed = paths.map((path) => ({ path, index: indexOf(path) ?? -1 }));
  const other = placed.filter(({ index }) => index === -1 || !at(index).isSame);
  if (other.length === 0) return undefined;
  const hidden = other.filter(({ index }) => {
    const entry = listing.entries[index];
    return entry?.isPlain === false && entry.others === undefined;
  });
  const shown = hidden.length === 0 ? [] : flags.map((flag) => `git update-index --no-${flag} -- ${words(hidden)}`);
  return [...shown, `git add -- ${words(other)}`].join(" && ");
};

// --- internal ---

/** One call takes one of them only. */
const flags = ["skip-worktree", "assume-unchanged"];

const words = (placed: readonly { path: string }[]): string => placed.map(({ path }) => shellQuote(path)).join(" ");
