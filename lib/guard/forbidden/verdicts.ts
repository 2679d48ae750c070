/**
 * What earlier runs found clean, so that it need not be read again.
 *
 * Only clean verdicts are kept, by what was judged (a blob's name, the index's bytes), the tokens and this program's
 * version; and only outside the work tree. One pair of small files for each repository.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCache, writeCache } from "../../cache.ts";
import { sha256 } from "../../digest.ts";
import type { Tally } from "./coverage.ts";

/** An index in which nothing was found, on any surface. */
export interface CleanIndex {
  tally: Tally;
  /** Paths, as latin1, whose work tree git does not compare: to be looked at in every run. */
  apart: string[];
}

export interface VerdictOptions {
  /** Null keeps nothing. */
  cacheDir: string | null;
  /** Of the repository or linked work tree; its index is in it. */
  gitDir: string;
  tokens: readonly string[];
  declaredIn: readonly string[];
  version: string;
}

export interface Verdicts {
  /** The verdict over this very index, if there is one. */
  readonly index: CleanIndex | undefined;
  /** Names of blobs that have no token in them. */
  blobs(): ReadonlySet<string>;
  /** Keep these instead. `index`: when it has no finding; it is kept only if it is still the one that was opened. */
  keep(blobs: Iterable<string>, index: CleanIndex | undefined): void;
}

export const openVerdicts = ({ cacheDir, gitDir, tokens, declaredIn, version }: VerdictOptions): Verdicts => {
  const repository = sha256(gitDir).slice(0, 32);
  const [indexEntry, blobsEntry] = ["index", "blobs"].map((what) => {
    return { dir: cacheDir, kind: "forbidden", key: `${what}-${repository}` };
  }) as [Entry, Entry];
  const ruleset = sha256(JSON.stringify([format, version, [...tokens].sort()]));
  const askIndex = () => (cacheDir === null ? undefined : digestOfIndex(gitDir));
  const digest = askIndex();
  const state = digest && sha256(JSON.stringify([ruleset, digest, [...declaredIn].sort()]));
  return {
    index: state === undefined ? undefined : readIndex(indexEntry, state),
    blobs: () => (cacheDir === null ? new Set() : readBlobs(blobsEntry, ruleset)),
    keep: (blobs, index) => {
      if (cacheDir === null) return;
      writeCache(blobsEntry, writeBlobs(ruleset, [...blobs]));
      if (state === undefined || index === undefined || askIndex() !== digest) return;
      const text = JSON.stringify({ state, tally: index.tally, apart: index.apart });
      if (text.length <= maxIndex) writeCache(indexEntry, text);
    },
  };
};

// --- internal ---

/** Of what is kept; a new one forgets everything. */
const format = 1;
/** Bytes. */
const maxIndex = 8 * 2 ** 20;
/** Bytes: three million blobs. */
const maxBlobs = 64 * 2 ** 20;

interface Entry {
  dir: string | null;
  kind: string;
  key: string;
}

/**
 * Of all its bytes: its own trailer is zero under index.skipHash. Undefined for an index that is split over two files,
 * and for one that can't be read.
 */
const digestOfIndex = (gitDir: string): string | undefined => {
  try {
    if (readdirSync(gitDir).some((name) => name.startsWith("sharedindex."))) return undefined;
    return sha256(readFileSync(join(gitDir, "index")));
  } catch {
    return undefined;
  }
};

const readIndex = (entry: Entry, state: string): CleanIndex | undefined => {
  const text = readCache(entry, maxIndex)?.toString("utf8");
  if (text === undefined) return undefined;
  try {
    const kept: unknown = JSON.parse(text);
    return isKept(kept) && kept.state === state ? { tally: kept.tally, apart: kept.apart } : undefined;
  } catch {
    return undefined;
  }
};

const isKept = (value: unknown): value is CleanIndex & { state: string } => {
  if (typeof value !== "object" || value === null) return false;
  if (!("state" in value && "tally" in value && "apart" in value)) return false;
  const { tally, apart } = value;
  if (!Array.isArray(apart) || !apart.every((name) => typeof name === "string")) return false;
  if (typeof tally !== "object" || tally === null) return false;
  const counts: Partial<Tally> = tally;
  return [counts.paths, counts.files, counts.links, counts.declared, counts.pointers].every(Number.isSafeInteger);
};

/** The digest of the tokens, the length of a name in bytes, the names. */
const writeBlobs = (ruleset: string, names: readonly string[]): Buffer => {
  const width = ((names[0]?.length ?? 40) / 2).toString(16).padStart(2, "0");
  return Buffer.from(`${ruleset}${width}${names.join("")}`, "hex");
};

const readBlobs = (entry: Entry, ruleset: string): ReadonlySet<string> => {
  const bytes = readCache(entry, maxBlobs);
  if (bytes?.toString("hex", 0, 32) !== ruleset) return new Set();
  const text = bytes.toString("hex", 33);
  return new Set(text.match(bytes[32] === 32 ? /.{64}/g : /.{40}/g) ?? []);
};
