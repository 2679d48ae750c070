/**
 * Files that certainly have none of some words in them, for rules that look at the others themselves.
 *
 * @module
 */
import type { CacheEntry } from "../../cache.ts";
import { sha256 } from "../../digest.ts";
import { readBlobSet, writeBlobSet } from "../surface/blob-set.ts";
import { isMovedByLineEnds, listFiltered } from "../surface/changes.ts";
import { type Entry, entriesOf } from "../surface/listing.ts";
import type { Snapshot } from "../surface/snapshot.ts";
import { plantedContents } from "./canaries.ts";
import { createMatcher } from "./matcher.ts";
import { states, sweep } from "./sweep.ts";

export interface FreeOptions {
  snapshot: Snapshot;
  /** Files of the snapshot's listing, in its order. */
  entries: readonly Entry[];
  tokens: readonly string[];
  /** Where blobs that are free are kept; null for nowhere. */
  cacheDir: string | null;
  /** Of this program: another version believes nothing. */
  version: string;
}

/**
 * Those of `entries` whose bytes in the index, and in a work tree that git calls the same, have none of `tokens` in any
 * encoding. A file that is not among them needs a look of its own. Throws as git does.
 */
export const findFree = async (options: FreeOptions): Promise<ReadonlySet<Entry>> => {
  const { snapshot, tokens, cacheDir, version } = options;
  const matcher = createMatcher(tokens);
  const canaries = plantedContents(tokens);
  const isBlind = !canaries.every((content) => matcher.hasMatch(content));
  if (isBlind || matcher.groups.some(({ patterns }) => patterns.some(({ bytes }) => isMovedByLineEnds(bytes))))
    return new Set();
  const ruleset = sha256(JSON.stringify(["free", version, [...tokens].sort()]));
  const cache: CacheEntry = { dir: cacheDir, kind: "free", key: sha256(snapshot.gitDir).slice(0, 32) };
  const known = readBlobSet(cache, ruleset);
  const { bytes } = await snapshot.listing();
  const changed = entriesOf({ bytes, entries: [...options.entries] }, namesOf(await snapshot.changes()));
  const plain = options.entries.filter((entry) => entry.kind === "file" && entry.isPlain && !changed.has(entry));
  const unknown = plain.filter(({ blob }) => !known.has(blob));
  const free = new Set(plain.filter(({ blob }) => known.has(blob)));
  if (unknown.length === 0) return free;
  const asked = listFiltered(snapshot.cwd);
  asked.catch(() => undefined); // Whoever awaits it sees it.
  const swept = await sweep({ bytes, entries: unknown }, { root: snapshot.root, matcher, canaries });
  const filtered = entriesOf({ bytes, entries: unknown }, await asked);
  // A second thread that missed its canaries has seen nothing.
  const isFree = (entry: Entry, index: number) => swept.states[index] === states.clean && !filtered.has(entry);
  const found = swept.missed.length > 0 ? [] : unknown.filter(isFree);
  for (const entry of found) free.add(entry);
  // What is no longer tracked is forgotten.
  if (found.length > 0) writeBlobSet(cache, ruleset, [...new Set([...free].map(({ blob }) => blob))]);
  return free;
};

// --- internal ---

const namesOf = (changes: readonly { name: string }[]): string[] => changes.map(({ name }) => name);
