/**
 * What earlier runs found clean, so that it need not be read again.
 *
 * Only clean verdicts are kept, by what was judged (a blob's name, the index's bytes), the tokens and this program's
 * version; and only outside the work tree. One pair of small files for each repository.
 *
 * @module
 */
import { type CacheEntry, readCache, writeCache } from "../../cache.ts";
import { sha256 } from "../../digest.ts";
import type { Case } from "../../simd/index.ts";
import { readBlobSet, writeBlobSet } from "../surface/blob-set.ts";
import type { Snapshot } from "../surface/snapshot.ts";
import type { Tally } from "./coverage.ts";

/** An index in which nothing was found, on any surface. */
export interface CleanIndex {
  tally: Tally;
  /** Paths, as latin1, whose work tree git does not compare: to be looked at in every run. */
  apart: string[];
}

export type List = "forbidden" | "private";

export interface VerdictOptions {
  /** Null keeps nothing. */
  cacheDir: string | null;
  snapshot: Pick<Snapshot, "gitDir" | "isStaged" | "digest" | "isCurrent">;
  /** What is looked for, or what names it. */
  tokens: readonly string[];
  /** How letters are compared. Default: `keep`. */
  letters?: Case | undefined;
  /** Of which list: each keeps its own. Default: the one that everybody may read. */
  list?: List;
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

export const openVerdicts = ({
  cacheDir,
  snapshot,
  tokens,
  letters = "keep",
  list = "forbidden",
  declaredIn,
  version,
}: VerdictOptions): Verdicts => {
  const { gitDir } = snapshot;
  const repository = sha256(gitDir).slice(0, 32);
  const [indexEntry, blobsEntry] = [snapshot.isStaged ? "staged" : "index", "blobs"].map((what) => {
    return { dir: cacheDir, kind: list, key: `${what}-${repository}` };
  }) as [CacheEntry, CacheEntry];
  const ruleset = sha256(JSON.stringify([format, version, list, letters, [...tokens].sort()]));
  const digest = cacheDir === null ? undefined : snapshot.digest();
  const state = digest && sha256(JSON.stringify([ruleset, digest, snapshot.isStaged, [...declaredIn].sort()]));
  return {
    index: state === undefined ? undefined : readIndex(indexEntry, state),
    blobs: () => readBlobSet(blobsEntry, ruleset),
    keep: (blobs, index) => {
      writeBlobSet(blobsEntry, ruleset, [...blobs]);
      if (state === undefined || index === undefined || !snapshot.isCurrent()) return;
      const text = JSON.stringify({ state, tally: index.tally, apart: index.apart });
      if (text.length <= maxIndex) writeCache(indexEntry, text);
    },
  };
};

// --- internal ---

/** Of what is kept; a new one forgets everything. */
const format = 3;
/** Bytes. */
const maxIndex = 8 * 2 ** 20;

const readIndex = (entry: CacheEntry, wanted: string): CleanIndex | undefined => {
  try {
    const kept = JSON.parse(String(readCache(entry, maxIndex))) as CleanIndex & { state: string };
    const { state, tally, apart } = kept;
    const counts = [tally.paths, tally.files, tally.links, tally.declared, tally.pointers];
    const isSound = counts.every(Number.isSafeInteger) && apart.every((name) => typeof name === "string");
    if (state === wanted && isSound) return { tally, apart };
  } catch {
    // It is absent, or of another shape.
  }
  return undefined;
};
