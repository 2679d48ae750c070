/**
 * Keeping what V8 compiled; `code-cache.ts` reads it.
 *
 * @module
 */
import { accessSync, constants, readdirSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { type CacheEntry, readCache, writeCache } from "./cache.ts";
import { type CodeEntry, type CompiledFile, maxEntryBytes, type Taken } from "./code-cache.ts";

export interface Keep {
  stamp: string;
  writes: number;
  /** Of the entry that was there; undefined for one that fits no more. */
  old: CodeEntry["files"] | undefined;
  /** They take the place of old ones. */
  taken: Taken;
}

/** Write an entry, and remove the oldest of too many. Does nothing, or throws, where that is not possible. */
export const keepCode = (entry: CacheEntry, { stamp, writes, old, taken }: Keep): void => {
  if (entry.dir === null) return;
  const dir = join(entry.dir, entry.kind);
  // Before the costly part: where nothing can be written, it would be in vain in every run.
  if (readCache(entry, maxEntryBytes) === undefined && !writeCache(entry, "")) return;
  accessSync(dir, constants.W_OK);
  const files = new Map<string, CompiledFile>(old);
  for (const [name, { script, source }] of taken) files.set(name, { source, code: script.createCachedData() });
  const bytes = formatCodeEntry({ stamp, writes, files });
  if (bytes.length <= maxEntryBytes && writeCache(entry, bytes)) removeOldest(dir);
};

/** What `parseCodeEntry` reads: one line of JSON, then source and bytecode of each file; and all of that once more. */
export const formatCodeEntry = ({ stamp, writes, files }: CodeEntry): Buffer => {
  const index = [...files].map(([name, { source, code }]) => [name, source.length, code.length]);
  const parts = [...files.values()].flatMap(({ source, code }) => [source, code]);
  const once = Buffer.concat([Buffer.from(`${JSON.stringify([stamp, writes, index])}\n`), ...parts]);
  return Buffer.concat([once, once]);
};

// --- internal ---

/** More than all commands of two installations have: those of one that is gone are the oldest. */
const maxEntries = 32;

const removeOldest = (dir: string): void => {
  const names = readdirSync(dir);
  if (names.length <= maxEntries) return;
  const aged = names.map((name) => ({ path: join(dir, name), time: statSync(join(dir, name)).mtimeMs }));
  aged.sort((a, b) => b.time - a.time);
  for (const { path } of aged.slice(maxEntries)) unlinkSync(path);
};
