/**
 * Files in which an earlier run of the same rules found nothing.
 *
 * @module
 */
import { type CacheEntry, readCache, writeCache } from "../cache.ts";
import { sha256 } from "../digest.ts";
import type { IndexEntry } from "./surface/index.ts";

export interface Settled {
  /** Whether this path with this blob was judged clean. */
  has: (entry: IndexEntry) => boolean;
  add: (entry: IndexEntry) => void;
  /** Keep what was asked for and found, and what was added. */
  keep: () => void;
}

export interface SettledOptions {
  cacheDir: string | null;
  /** Of the repository or linked work tree. */
  gitDir: string;
  /** The index alone is judged: its verdicts are kept apart. Default false. */
  isStaged?: boolean;
  /** Everything that decides, as one text. */
  ruleset: string;
}

export const openSettled = ({ cacheDir, gitDir, isStaged = false, ruleset }: SettledOptions): Settled => {
  const kind = isStaged ? "artifacts-staged" : "artifacts";
  const cache: CacheEntry = { dir: cacheDir, kind, key: keyFor(gitDir) };
  const head = JSON.stringify([gitDir, ruleset]);
  const [found, ...keys] = readCache(cache, maxBytes)?.toString("utf8").split("\0") ?? [];
  const known = new Set(found === head ? keys : []);
  const kept: string[] = [];
  let isNew = false;
  return {
    has: (entry) => {
      const key = keyOf(entry);
      const isKnown = isPlain(entry) && known.has(key);
      if (isKnown) kept.push(key);
      return isKnown;
    },
    add: (entry) => {
      if (!isPlain(entry)) return;
      kept.push(keyOf(entry));
      isNew = true;
    },
    keep: () => {
      if (isNew) writeCache(cache, [head, ...kept].join("\0"));
    },
  };
};

// --- internal ---

/** No digest where none is needed: what makes digests takes as long to load as fifty files take to read. */
const keyFor = (gitDir: string): string => {
  const name = Buffer.from(gitDir).toString("base64url");
  return name.length <= 200 ? name : sha256(gitDir);
};

/** Bytes: half a million files. */
const maxBytes = 64 * 2 ** 20;

/** Ignored is a fact about other files; a path that is not UTF-8 may look like another. */
const isPlain = ({ isSame, ignored, blobs, bytes }: IndexEntry): boolean =>
  isSame && !ignored && bytes === undefined && blobs.length === 1;

const keyOf = ({ path, blobs: [blob = ""] }: IndexEntry): string => `${blob} ${path}`;
