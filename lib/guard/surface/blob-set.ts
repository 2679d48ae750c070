/**
 * Names of blobs that a rule has found clean, kept from run to run.
 *
 * @module
 */
import { type CacheEntry, readCache, writeCache } from "../../cache.ts";

/** What was kept under `ruleset`, a SHA-256 in hex of everything that decides; empty without a cache, or under another. */
export const readBlobSet = (entry: CacheEntry, ruleset: string): Set<string> => {
  const bytes = readCache(entry, maxBytes);
  if (bytes?.toString("hex", 0, 32) !== ruleset) return new Set();
  const text = bytes.toString("hex", 33);
  return new Set(text.match(bytes[32] === 32 ? /.{64}/g : /.{40}/g) ?? []);
};

/** Keep `names` instead of what there is: the digest of the rules, the length of a name in bytes, the names. */
export const writeBlobSet = (entry: CacheEntry, ruleset: string, names: readonly string[]): void => {
  const width = ((names[0]?.length ?? 40) / 2).toString(16).padStart(2, "0");
  writeCache(entry, Buffer.from(`${ruleset}${width}${names.join("")}`, "hex"));
};

// --- internal ---

/** Three million blobs. */
const maxBytes = 64 * 2 ** 20;
