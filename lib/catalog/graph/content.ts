/**
 * One content and the runs that made it: which of them a reader can have it from.
 *
 * @module
 */
import type { LineageLimits } from "./model.ts";
import type { LineageSource, RunWithFile } from "./source.ts";

export interface Maker {
  run: number;
  startedAt: number;
  path: string;
}

/** Oldest first; `common` for more than can be told apart. */
export type Makers = readonly Maker[] | "common";

export interface Made {
  by: readonly Maker[];
  isLater: boolean;
}

/** Asks for the makers of each content once. */
export const createMakers = (source: LineageSource, { makers: limit }: LineageLimits) => {
  const known = new Map<string, Makers>();
  return {
    /** Ask for many at once: that is several times faster than one by one. */
    load: (digests: Iterable<string>): void => {
      const asked = [...new Set(digests)].filter((digest) => !known.has(digest));
      if (asked.length === 0) return;
      const { found, over } = source.runsWith(asked, "output", limit);
      const groups = groupByDigest(found);
      for (const digest of asked)
        known.set(digest, over.has(digest) ? "common" : (groups.get(digest) ?? []).sort(byAge));
    },
    of: (digest: string): Makers => known.get(digest) ?? [],
  };
};

/**
 * The runs that `reader` can have the content from: those that began before it, the newest of them; those that began later
 * when there is no other, as clocks of two machines differ. Itself is never one: a file that a run read and left as it was
 * came from elsewhere.
 */
export const madeBefore = (
  makers: readonly Maker[],
  reader: Pick<Maker, "run" | "startedAt">,
  candidates: number,
): Made => {
  const split = firstAfter(makers, reader.startedAt);
  const earlier: Maker[] = [];
  for (let index = split - 1; index >= 0 && earlier.length < candidates; index -= 1) {
    const maker = makers[index];
    if (maker !== undefined && maker.run !== reader.run) earlier.push(maker);
  }
  if (earlier.length > 0) return { by: earlier, isLater: false };
  const later = makers.slice(split, split + candidates + 1).filter(({ run }) => run !== reader.run);
  return { by: later.slice(0, candidates), isLater: later.length > 0 };
};

// --- internal ---

const byAge = (a: Maker, b: Maker): number => a.startedAt - b.startedAt || a.run - b.run;

const groupByDigest = (rows: Iterable<RunWithFile>): Map<string, Maker[]> => {
  const groups = new Map<string, Maker[]>();
  for (const { digest, run, startedAt, path } of rows) {
    const group = groups.get(digest);
    if (group === undefined) groups.set(digest, [{ run, startedAt, path }]);
    else group.push({ run, startedAt, path });
  }
  return groups;
};

/** Index of the first that began after `time`. */
const firstAfter = (makers: readonly Maker[], time: number): number => {
  let [low, high] = [0, makers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((makers[middle]?.startedAt ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
};
