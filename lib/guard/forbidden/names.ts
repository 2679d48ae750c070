/**
 * Tokens in path names: files, links and submodules alike.
 *
 * @module
 */
import type { Entry, Listing } from "../surface/listing.ts";
import type { Matcher } from "./matcher.ts";

/** Every entry whose path holds a token, once for each token, by entry and then by token. */
export const findInNames = ({ bytes, entries }: Listing, matcher: Matcher): { entry: Entry; token: number }[] => {
  const found = new Map<Entry, Set<number>>();
  // One search over the whole listing, because one for each of 50,000 names would cost more.
  for (const { token, start, end } of matcher.matches(bytes)) {
    const entry = entryAt(entries, start);
    // What git says about the path is no part of it.
    if (entry === undefined || end > entry.end) continue;
    const tokens = found.get(entry) ?? new Set();
    found.set(entry, tokens.add(token));
  }
  return [...found]
    .sort(([a], [b]) => a.start - b.start)
    .flatMap(([entry, tokens]) => [...tokens].sort((a, b) => a - b).map((token) => ({ entry, token })));
};

// --- internal ---

/** The last entry whose path begins at or before `position`. */
const entryAt = (entries: readonly Entry[], position: number): Entry | undefined => {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.start ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return entries[low - 1];
};
