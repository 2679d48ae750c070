/**
 * Whether the bytes of the work tree are those of the blob, which git's word alone does not say: a filter
 * (git-lfs, line endings, encryption) may stand between them.
 *
 * @module
 */
import { closeSync, openSync, readSync } from "node:fs";
import { readSmallFile } from "../../files.ts";
import { crypto } from "../../lazy-crypto.ts";
import { headSize } from "../rule.ts";
import { readSizes } from "./objects.ts";
import type { IndexEntry } from "./tracked.ts";
import { type Found, openFlags } from "./work-tree.ts";

export interface Witness {
  /** To read files into: as much of each as the question needs. */
  buffer: Buffer;
  /** For an entry with one blob, whose work tree git calls the same. A no costs time, never truth. */
  isBlob: (entry: IndexEntry, found: Found) => boolean;
}

/**
 * In a small repository each file is read whole and hashed: that costs less than starting git once more. In
 * a large one git is asked for all sizes, and equal sizes are believed: a filter that keeps the size of
 * every file is a stated limit. When the index alone is judged, nothing is believed but the hash.
 */
export const createWitness = (
  entries: readonly IndexEntry[],
  { cwd, isStaged }: { cwd: string; isStaged: boolean },
): Witness => {
  if (isStaged || entries.length <= few) return { buffer: Buffer.allocUnsafe(wholeSize), isBlob: hasBlobName };
  const names = entries.flatMap(({ blobs }) => blobs);
  const sizes = readSizes(names, cwd);
  const sizeOf = new Map(names.map((name, index) => [name, sizes[index]]));
  const isBlob: Witness["isBlob"] = ({ blobs: [blob = ""] }, { size }) => sizeOf.get(blob) === size;
  return { buffer: Buffer.allocUnsafe(headSize), isBlob };
};

/** Whether `blob` is the name of these bytes: the hash of a header and them, Pro Git, "Git Objects". */
export const isNamed = (blob: string, bytes: Buffer): boolean => {
  const hash = crypto().createHash(blob.length === 40 ? "sha1" : "sha256");
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest("hex") === blob;
};

/** All bytes of the file at `path` when they are the blob's own, so that git need not be asked for it. Never throws. */
export const bytesOfBlob = (path: string, blob: string, maxBytes: number): Buffer | undefined => {
  try {
    const bytes = readSmallFile(path, maxBytes);
    return isNamed(blob, bytes) ? bytes : undefined;
  } catch {
    return undefined;
  }
};

/**
 * The same, read into `buffer`, which is larger than they are. What lies at `path` is not asked for: the hash tells it all, and a
 * question for each file of a large repository is felt. Never throws.
 */
export const readNamed = (path: string | Buffer, blob: string, buffer: Buffer): Buffer | undefined => {
  let fd: number | undefined;
  try {
    fd = openSync(path, openFlags);
    const bytes = buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, null));
    return isNamed(blob, bytes) ? bytes : undefined;
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};

// --- internal ---

const few = 200;

/** Files of up to 1 MiB are hashed. */
const wholeSize = 2 ** 20;

const hasBlobName: Witness["isBlob"] = ({ blobs: [blob = ""] }, { whole }) =>
  whole !== undefined && isNamed(blob, whole);
