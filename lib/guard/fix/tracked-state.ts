/**
 * What git says of tracked files, before one of them is changed.
 *
 * @module
 */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { errnoOf, messageOf } from "../../errors.ts";
import { readSmallFile } from "../../files.ts";
import { git, splitNul } from "../../git.ts";

/** One path of the index. */
export interface Entry {
  kind: "file" | "link" | "submodule";
  /** It has several stages. */
  isConflicted: boolean;
  /** git does not look whether the work tree differs. */
  isHidden: boolean;
}

export interface TrackedState {
  /** The repository's top, absolute. */
  root: string;
  entries: ReadonlyMap<string, Entry>;
  /** Paths at which the work tree differs from the index, gone ones included. */
  unstaged: ReadonlySet<string>;
}

/** Ask git about everything that it tracks around `cwd`. Throws as `git` does. */
export const readTracked = async (cwd: string): Promise<TrackedState> => {
  const root = (await git(["rev-parse", "--show-toplevel"], { cwd })).toString("utf8").replace(/\n$/, "");
  const [listed, status] = await Promise.all([
    git(["ls-files", "-s", "-v", "-z", "--full-name", "--", ":/"], { cwd }),
    git(statusArgv, { cwd }),
  ]);
  return { root, entries: entriesOf(listed), unstaged: unstagedOf(status) };
};

/** The bytes of a file below `root`, or why it is not to be touched. A link on the way may lead anywhere. */
export const lookAt = (root: string, path: string): { content: Buffer; mode: number } | { why: string } => {
  try {
    const segments = path.split("/");
    for (let count = 1; count < segments.length; count += 1)
      if (!lstatSync(join(root, ...segments.slice(0, count))).isDirectory()) return { why: "a link lies on the way" };
    const stats = lstatSync(join(root, path));
    if (!stats.isFile()) return { why: "it is no regular file" };
    return { content: readSmallFile(join(root, path), largest), mode: stats.mode & 0o7777 };
  } catch (error) {
    return { why: `it can't be read: ${errnoOf(error) ?? messageOf(error)}` };
  }
};

// --- internal ---

/** Bytes, as for every manifest that is read. */
const largest = 4 * 2 ** 20;

const statusArgv = [
  "status",
  "--porcelain=v1",
  "-z",
  "--no-renames",
  "--untracked-files=no",
  "--ignore-submodules=none",
];

const kinds: Readonly<Record<string, Entry["kind"]>> = { "120000": "link", "160000": "submodule" };

/** `H 100644 <blob> <stage>\t<path>`: git-ls-files(1), -s and -v. */
const entriesOf = (listed: Buffer): Map<string, Entry> => {
  const entries = new Map<string, Entry>();
  for (const line of splitNul(listed)) {
    const [, tag = "", mode = "", stage = "", path = ""] = /(.) (\d+) [0-9a-f]+ (\d)\t(.*)/s.exec(line) ?? [];
    entries.set(path, { kind: kinds[mode] ?? "file", isConflicted: stage !== "0", isHidden: tag !== "H" });
  }
  return entries;
};

/** `XY path`: the second letter is the work tree's (git-status(1)); both count during a merge conflict. */
const unstagedOf = (status: Buffer): Set<string> =>
  new Set(splitNul(status).flatMap((entry) => (entry.charAt(1) === " " ? [] : [entry.slice(3)])));
