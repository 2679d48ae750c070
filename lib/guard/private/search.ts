/**
 * Private tokens in bytes that are read as ASCII: the hot loop, and the close look behind it.
 *
 * @module
 */
import { addToHash, hashOf, type OpenEntry } from "./entry.ts";
import { createMarker } from "./kernel/index.ts";
import type { Keys } from "./keys.ts";
import { folded, gapOf, isWordEdge, kindOf, longForm, maxGap } from "./letters.ts";

/** Letters that are a token's: at `[start, end)` of what was searched. */
export interface Candidate {
  entry: OpenEntry;
  start: number;
  end: number;
}

/** Returns true to stop. */
export type Visit = (candidate: Candidate) => boolean;

export interface LetterSearch {
  /** Shows `visit` every candidate whose digest agrees, overlapping ones too. True when it was stopped. */
  find(bytes: Uint8Array, visit: Visit): boolean;
}

/** Entries by the first four letters of their normal forms. */
export interface Prefixes {
  /** 1 where there is an entry, by prefix. */
  marks: Uint8Array;
  of: (prefix: number) => readonly OpenEntry[];
}

export const createPrefixes = (entries: readonly OpenEntry[]): Prefixes => {
  const marks = new Uint8Array(0x10000);
  const lists = new Map<number, OpenEntry[]>();
  for (const entry of entries) {
    marks[entry.prefix] = 1;
    lists.set(entry.prefix, [...(lists.get(entry.prefix) ?? []), entry]);
  }
  return { marks, of: (prefix) => lists.get(prefix) ?? none };
};

/** Whether these letters are the entry's: only the digest says so. What was asked before is not computed again. */
export const createConfirm = (keys: Keys): ((entry: OpenEntry, form: Uint8Array) => boolean) => {
  const known = new Map<string, string>();
  return ({ digest, hash }, form) => {
    if (hashOf(form, keys.filter.seed) !== hash) return false;
    const name = Buffer.from(form).toString("latin1");
    let own = known.get(name);
    if (own === undefined) {
      own = keys.digestOf(form);
      known.set(name, own);
    }
    return own === digest;
  };
};

/** Search for `entries`; of those with letters beyond ASCII it finds none. */
export const createLetterSearch = (entries: readonly OpenEntry[], keys: Keys): LetterSearch => {
  const { seed } = keys.filter;
  const { marks, of } = createPrefixes(entries);
  const mark = createMarker(marks, keys.filter);
  const confirm = createConfirm(keys);

  /** About the four letters that end at `last`. */
  const look = (bytes: Uint8Array, last: number, prefix: number, visit: Visit): boolean => {
    const start = startOf(bytes, last);
    if (start === undefined) return false;
    for (const entry of of(prefix)) {
      const end = endOf(bytes, start, entry, seed);
      if (end === undefined || !confirm(entry, lettersOf(bytes, start, end))) continue;
      if (isAllowed(bytes, start, end, entry.length) && visit({ entry, start, end })) return true;
    }
    return false;
  };

  return { find: (bytes, visit) => mark(bytes, (at, prefix) => look(bytes, at, prefix, visit)) };
};

// --- internal ---

const none: readonly OpenEntry[] = [];

/** Where the four letters begin that end at `last`; undefined when there are fewer. */
const startOf = (bytes: Uint8Array, last: number): number | undefined => {
  let at = last;
  for (let left = 3; left > 0; ) {
    at -= 1;
    if (at < 0) return undefined;
    if (folded[bytes[at] as number] !== 0) left -= 1;
  }
  return at;
};

/** Where as many letters end as the entry has, with its hash; undefined when they don't, or a gap is too wide. */
const endOf = (
  bytes: Uint8Array,
  start: number,
  { length, hash: wanted }: OpenEntry,
  seed: number,
): number | undefined => {
  let hash = seed;
  for (let at = start, left = length, gap = 0; at < bytes.length; at += 1) {
    const letter = folded[bytes[at] as number] as number;
    if (letter === 0) {
      gap += gapOf(bytes, at);
      if (gap > maxGap) return undefined;
      continue;
    }
    hash = addToHash(hash, letter);
    gap = 0;
    left -= 1;
    if (left === 0) return hash >>> 0 === wanted ? at + 1 : undefined;
  }
  return undefined;
};

const lettersOf = (bytes: Uint8Array, start: number, end: number): Uint8Array =>
  bytes
    .slice(start, end)
    .map((byte) => folded[byte] as number)
    .filter((letter) => letter !== 0);

/** In one word, or whole words, or long. */
const isAllowed = (bytes: Uint8Array, start: number, end: number, length: number): boolean => {
  if (end - start === length || length >= longForm) return true;
  const isEdge = (at: number) => isWordEdge(kindOf(bytes[at - 1]), kindOf(bytes[at]), kindOf(bytes[at + 1]));
  return isEdge(start) && isEdge(end);
};
