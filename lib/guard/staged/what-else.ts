/**
 * What the work tree holds beside what is staged.
 *
 * @module
 */
import { git, splitNul } from "../../git.ts";
import { listIndex } from "../surface/listing.ts";
import type { Snapshot } from "../surface/snapshot.ts";

/**
 * One path, from the top, that a command in the work tree could see and that a commit would not hold: a tracked file that
 * differs or that git was told to overlook, one that git does not know, one that it ignores, or an empty directory; undefined
 * when there is none.
 *
 * Ignored are `expected`, paths from the top, and what tools install or keep for themselves: nobody's source lies there.
 */
export const findWhatElse = async (
  { cwd, index }: Snapshot,
  expected: readonly string[],
): Promise<string | undefined> => {
  const env = { GIT_INDEX_FILE: index };
  const asked = [
    "status",
    "--porcelain=v1",
    "-z",
    "--no-renames",
    "--untracked-files=all",
    "--ignored=matching",
    "--ignore-submodules=none",
    "--",
    ":/",
  ];
  const directories = async (...more: string[]) =>
    splitNul(
      await git(["ls-files", "--others", "--directory", ...more, "--full-name", "-z", "--", ":/"], { cwd, env }),
    );
  const [status, { bytes, entries }, all, filled] = await Promise.all([
    git(asked, { cwd, env }),
    listIndex(cwd, index),
    directories(),
    directories("--no-empty-directory"),
  ]);
  const isElse = (entry: string): boolean => {
    if (entry.startsWith("!! ")) return !isExpected(entry.slice(3), expected);
    const [, letter = " "] = entry;
    return letter !== " ";
  };
  const found = status.toString("utf8").split("\0").find(isElse);
  if (found !== undefined) return found.slice(3);
  const hidden = entries.find(({ isPlain }) => !isPlain);
  if (hidden !== undefined) return bytes.toString("utf8", hidden.start, hidden.end);
  return all.find((path) => !filled.includes(path) && !isExpected(path, expected));
};

/** Directories of tools. A module is never loaded from Python's cache without its source beside it. */
export const ownPlaces: ReadonlySet<string> = new Set([
  "node_modules",
  ".venv",
  "__pycache__",
  ".pytest_cache",
  ".mypy_cache",
  ".ruff_cache",
]);

// --- internal ---

/** A directory that is ignored as a whole ends with a slash (git-status(1)). */
const isExpected = (path: string, expected: readonly string[]): boolean => {
  const isIn = (dir: string) => path === dir || path.startsWith(`${dir}/`);
  const directories = path.split("/").slice(0, -1);
  return expected.some(isIn) || directories.some((name) => ownPlaces.has(name));
};
