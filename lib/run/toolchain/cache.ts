/**
 * Digests and versions of executables, remembered by file identity.
 *
 * An accelerator, never an authority: what comes from here is marked, and anything odd is a miss.
 *
 * @module
 */
import { readdirSync, readFileSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Clock, randomHex } from "../../clock.ts";
import { identityOf } from "../../digest.ts";
import { makeDirectory } from "../../files.ts";

export interface Remembered {
  sha256: string;
  /** Absent when the version is no matter of this file alone. */
  version?: string;
}

export interface ToolCache {
  /** What was remembered of the file at `path`, if it is still the same. */
  recall(path: string, stats: Stats): Remembered | undefined;
  /** Best effort: a full disk or a read-only directory is no reason to fail. */
  remember(path: string, stats: Stats, found: Remembered): void;
}

/** One small file per executable below `dir`, replaced whole, so that concurrent writers can't mix. `null`: remembers nothing. */
export const openToolCache = (dir: string | null, clock: Clock): ToolCache => {
  if (dir === null) return { recall: () => undefined, remember: () => undefined };
  const home = join(dir, "tools");
  // Two paths may share a name, when long or where case is ignored: the entry says which path it is about.
  const placeOf = (path: string) => join(home, `${encodeURIComponent(path.toWellFormed()).slice(-180)}.json`);
  return {
    recall: (path, stats) => readEntry(placeOf(path), path, identityOf(stats).join(":")),
    remember: (path, stats, found) => {
      // A file written to again within the clock's grain would keep its identity.
      if (clock.now() - Math.max(stats.mtimeMs, stats.ctimeMs) < settled) return;
      writeEntry(home, placeOf(path), { format, path, identity: identityOf(stats).join(":"), ...found });
    },
  };
};

// --- internal ---

const format = 1;
/** Milliseconds after which a file's times tell its states apart. */
const settled = 2000;
const maxEntries = 512;
const maxEntryBytes = 8192;

const readEntry = (place: string, path: string, identity: string): Remembered | undefined => {
  try {
    const text = readFileSync(place, "utf8");
    if (text.length > maxEntryBytes) return undefined;
    const entry = JSON.parse(text) as Record<string, unknown>;
    if (entry["format"] !== format || entry["path"] !== path || entry["identity"] !== identity) return undefined;
    const { sha256: digest, version } = entry;
    if (typeof digest !== "string" || !/^[0-9a-f]{64}$/.test(digest)) return undefined;
    if (version === undefined) return { sha256: digest };
    return typeof version === "string" && /^[\x21-\x7e]{1,100}$/.test(version)
      ? { sha256: digest, version }
      : undefined;
  } catch {
    return undefined;
  }
};

const writeEntry = (home: string, place: string, entry: object): void => {
  const text = JSON.stringify(entry);
  if (text.length > maxEntryBytes) return;
  const draft = `${place}.${process.pid}.${randomHex(4)}`;
  try {
    makeDirectory(home, 0o700);
    prune(home);
    writeFileSync(draft, text, { flag: "wx", mode: 0o600 });
    renameSync(draft, place);
  } catch {
    discard(draft);
  }
};

const discard = (path: string): void => {
  try {
    rmSync(path, { force: true });
  } catch {
    // Its directory is none, or not ours to change: there is no draft, or it will age out.
  }
};

/** Keeps the newer half once there are too many, drafts of crashed processes included. */
const prune = (home: string): void => {
  const names = readdirSync(home);
  if (names.length < maxEntries) return;
  const aged = names.map((name) => {
    const path = join(home, name);
    return { path, age: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  aged.sort((a, b) => a.age - b.age);
  for (const { path } of aged.slice(0, names.length - maxEntries / 2)) discard(path);
};
