/**
 * The index as git lists it, kept as bytes: a string for each of 50,000 paths would cost more than looking at them.
 *
 * @module
 */
import { git } from "../../git.ts";

/** What one stage of the index holds. */
export interface Version {
  kind: "file" | "link" | "submodule";
  blob: string;
}

/** One tracked path. */
export interface Entry extends Version {
  /** Its name in the listing: `[start, end)`. */
  start: number;
  end: number;
  /** One stage, and nothing that makes git look away: where it sees no change, the work tree has the blob's bytes. */
  isPlain: boolean;
  /** Further stages during a merge conflict. */
  others?: Version[];
}

export interface Listing {
  bytes: Buffer;
  /** In git's order, by bytes; each path once. */
  entries: Entry[];
}

/** Ask git for every tracked path of the repository around `cwd`, by another `index` file than the usual one if given. Throws as `git` does. */
export const listIndex = async (cwd: string, index?: string): Promise<Listing> =>
  parseIndex(
    await git(["ls-files", "-s", "-v", "-z", "--full-name", "--", ":/"], { cwd, env: { GIT_INDEX_FILE: index } }),
  );

/** Reads `ls-files -s -v -z`: `H 100644 <blob> 0<tab>path<NUL>`. */
export const parseIndex = (bytes: Buffer): Listing => {
  // One byte is one unit, so that positions agree.
  const text = bytes.toString("latin1");
  const entries: Entry[] = [];
  let last: Entry | undefined;
  for (let at = 0, end = text.indexOf("\0"); end !== -1; at = end + 1, end = text.indexOf("\0", at)) {
    const start = text.indexOf("\t", at) + 1;
    const stage = text.charCodeAt(start - 2);
    // Not by destructuring a list, which takes longer than all the rest of this loop before it is optimised.
    const kind = kindOf(text, at + 2);
    const blob = text.slice(at + 9, start - 3);
    // Stages of one path follow each other.
    if (last !== undefined && stage !== stageZero && isSame(bytes, last, start, end)) {
      last.others ??= [];
      last.others.push({ kind, blob });
      continue;
    }
    const isPlain = stage === stageZero && text.charCodeAt(at) === tagCached;
    last = { kind, blob, start, end, isPlain };
    entries.push(last);
  }
  return { bytes, entries };
};

/** The entries of these paths (as latin1), as far as there are any. */
export const entriesOf = ({ bytes, entries }: Listing, names: Iterable<string>): Set<Entry> => {
  const found = new Set<Entry>();
  for (const name of names) {
    const wanted = Buffer.from(name, "latin1");
    const index = search(entries.length, (middle) => {
      const { start, end } = entries[middle] ?? nowhere;
      return wanted.compare(bytes, start, end);
    });
    const entry = entries[index];
    if (entry !== undefined) found.add(entry);
  }
  return found;
};

/**
 * Where among `count` things that rise the first one is that `compare` calls equal (0); -1 when it is not among them.
 * Above 0: what is searched stands behind it.
 */
export const search = (count: number, compare: (index: number) => number): number => {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(middle) > 0) low = middle + 1;
    else high = middle;
  }
  return low < count && compare(low) === 0 ? low : -1;
};

/** The versions of every stage. */
export const versionsOf = ({ kind, blob, others = [] }: Entry): Version[] => [{ kind, blob }, ...others];

/** Modes of the index: gitformat-index(5). */
export const kindOf = (text: string, at: number): Version["kind"] => {
  if (text.startsWith("120000", at)) return "link";
  return text.startsWith("160000", at) ? "submodule" : "file";
};

// --- internal ---

const stageZero = 0x30;
/** "H": lower case is assume-unchanged, "S" skip-worktree, "M" unmerged. */
const tagCached = 0x48;

const isSame = (bytes: Buffer, { start, end }: Entry, from: number, to: number): boolean =>
  bytes.compare(bytes, from, to, start, end) === 0;

const nowhere = { start: 0, end: 0 };
