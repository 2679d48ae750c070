/**
 * Files that certainly have none of some words in them, for rules that look at the others themselves.
 *
 * @module
 */
import type { CacheEntry } from "../../cache.ts";
import { elapsed } from "../../clock.ts";
import { sha256 } from "../../digest.ts";
import { readBlobSet, writeBlobSet } from "../surface/blob-set.ts";
import { isMovedByLineEnds, listFiltered } from "../surface/changes.ts";
import { type Entry, entriesOf, type Listing } from "../surface/listing.ts";
import type { Snapshot } from "../surface/snapshot.ts";
import { scanBlobs } from "./blobs.ts";
import { plantedContents } from "./canaries.ts";
import { createMatcher, type Matcher } from "./matcher.ts";
import { states, sweep } from "./sweep.ts";
import { lookAt } from "./work-tree.ts";

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
  const ruleset = sha256(JSON.stringify(["free", version, tokens]));
  const cache: CacheEntry = { dir: cacheDir, kind: "free", key: sha256(snapshot.gitDir).slice(0, 32) };
  const known = readBlobSet(cache, ruleset);
  const { bytes } = await snapshot.listing();
  const changed = entriesOf({ bytes, entries: [...options.entries] }, namesOf(await snapshot.changes()));
  const plain = options.entries.filter((entry) => entry.kind === "file" && entry.isPlain && !changed.has(entry));
  const unknown = plain.filter(({ blob }) => !known.has(blob));
  const free = new Set(plain.filter(({ blob }) => known.has(blob)));
  if (unknown.length === 0) return free;
  const found = snapshot.isStaged
    ? await freeInIndex({ bytes, entries: unknown }, { snapshot, matcher })
    : await freeInWorkTree({ bytes, entries: unknown }, { snapshot, matcher, canaries });
  for (const entry of found) free.add(entry);
  // What is no longer tracked is forgotten.
  if (found.length > 0) writeBlobSet(cache, ruleset, [...new Set([...free].map(({ blob }) => blob))]);
  return free;
};

// --- internal ---

const freeInWorkTree = async (
  listing: Listing,
  { snapshot, matcher, canaries }: { snapshot: Snapshot; matcher: Matcher; canaries: readonly Buffer[] },
): Promise<Entry[]> => {
  const asked = listFiltered(snapshot.cwd);
  asked.catch(() => undefined); // Whoever awaits it sees it.
  const swept = await sweep(listing, { root: snapshot.root, matcher, canaries });
  const filtered = entriesOf(listing, await asked);
  // A second thread that missed its canaries has seen nothing.
  const isFree = (entry: Entry, index: number) => swept.states[index] === states.clean && !filtered.has(entry);
  return swept.missed.length > 0 ? [] : listing.entries.filter(isFree);
};

/** A file of the work tree is looked at in the place of a blob whose very bytes it has; git is asked for the others. */
const freeInIndex = async (
  { bytes, entries }: Listing,
  { snapshot, matcher }: { snapshot: Snapshot; matcher: Matcher },
): Promise<Entry[]> => {
  const { cwd, root } = snapshot;
  const buffer = Buffer.allocUnsafe(256 * 1024);
  const free = new Map<string, boolean>();
  let breath = elapsed();
  for (const { start, end, blob } of entries) {
    const algorithm = blob.length === 64 ? "sha256" : "sha1";
    const look = lookAt(bytes.toString("latin1", start, end), { root, matcher, buffer, algorithm });
    if ("hits" in look && look.blob === blob) free.set(blob, look.hits.length === 0);
    if (elapsed() - breath < 50) continue;
    await new Promise(setImmediate); // So that signals are heard.
    breath = elapsed();
  }
  const others = [...new Set(entries.flatMap(({ blob }) => (free.has(blob) ? [] : [blob])))];
  const scanned = await scanBlobs(others, { cwd, matcher, onBytes: () => undefined });
  for (const [blob, { hits }] of scanned) free.set(blob, hits.length === 0);
  return entries.filter(({ blob }) => free.get(blob) === true);
};

const namesOf = (changes: readonly { name: string }[]): string[] => changes.map(({ name }) => name);
