/**
 * The whole text of single tracked files: as git publishes it, and as it lies in the work tree where that differs.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { readSizes, readWholeBlob } from "../surface/objects.ts";
import { type Snapshot, type Tracked, takeSnapshot } from "../surface/snapshot.ts";
import { isNamed } from "../surface/witness.ts";
import { readWorkTree } from "../surface/work-tree.ts";
import { maxBytes, SourceError, top } from "./fault.ts";

/** One version of a file. */
export interface Version {
  from: "index" | "work tree";
  text: string;
}

/** The tracked files of a repository. */
export interface Published {
  /** The top level of the work tree. */
  root: string;
  /** Every tracked path from there, in git's order, which is by bytes. */
  paths: readonly string[];
  tracked: Tracked;
  /** Whether git tracks a path, a link or submodule, too. */
  isTracked(path: string): boolean;
  /** Whether `git commit --all` would take a tracked path away. Never when the snapshot is of the index alone. */
  isGone(path: string): boolean;
  /**
   * What the file says: each of its blobs in the index (several during a merge), then the work tree if git finds it
   * different and it is. None for symbolic links, submodules and paths that git does not track; an index alone when
   * the file was deleted, or when the snapshot is of it. May be called many times. What git compared is as it was when the
   * snapshot was taken.
   *
   * Throws `E_SOURCE` for a file that is over 4 MiB, not UTF-8, unreadable or not in this clone, `E_GIT` when git fails.
   */
  versions(path: string): Promise<Version[]>;
}

/** Look at what git tracks around `cwd`. Throws `E_NO_REPOSITORY`, `E_TOOL_MISSING` or `E_GIT`. */
export const openPublished = async (cwd: string, snapshot: Snapshot = takeSnapshot(cwd)): Promise<Published> => {
  const tracked = await snapshot.tracked();
  const gone = new Set((await snapshot.changes()).filter(({ isGone }) => isGone).map(({ name }) => name));
  const { root } = snapshot;
  let buffer: Buffer | undefined;
  return {
    ...{ root, tracked },
    paths: tracked.paths,
    isTracked: (path) => tracked.indexOf(path) !== undefined,
    isGone: (path) => {
      const position = tracked.indexOf(path);
      if (position === undefined) return false;
      const { bytes = Buffer.from(path) } = tracked.at(position);
      return gone.has(bytes.toString("latin1"));
    },
    versions: async (path) => {
      const position = tracked.indexOf(path);
      const entry = position === undefined ? undefined : tracked.at(position);
      if (entry?.kind !== "file") return [];
      buffer ??= Buffer.allocUnsafe(maxBytes);
      return snapshot.isStaged ? readStaged(entry, root, buffer) : readVersions(entry, root, buffer);
    },
  };
};

// --- internal ---

type IndexEntry = ReturnType<Tracked["at"]>;

/** Not to be interrupted: all versions of all files share the buffer. */
const readVersions = (entry: IndexEntry, root: string, buffer: Buffer): Version[] => {
  const lying = readLying(entry, root, buffer);
  const blobs = readBlobs(entry, root, lying);
  const versions = blobs.map((bytes) => versionOf(entry, "index", bytes));
  // Where git finds no difference although the bytes differ, a filter stands between: the blob is what it publishes.
  const isOther = lying !== undefined && !entry.isSame && !blobs.some((bytes) => bytes.equals(lying));
  return isOther ? [...versions, versionOf(entry, "work tree", lying)] : versions;
};

/** The index alone. */
const readStaged = (entry: IndexEntry, root: string, buffer: Buffer): Version[] => {
  const found = readWorkTree(root, entry, buffer);
  const lying = "whole" in found ? found.whole : undefined;
  return readBlobs(entry, root, lying).map((bytes) => versionOf(entry, "index", bytes));
};

/** For a blob whose very bytes lie in the work tree, which is the usual case, git need not be asked. */
const readBlobs = (entry: IndexEntry, root: string, lying: Buffer | undefined): Buffer[] =>
  entry.blobs.map((name) => (lying !== undefined && isNamed(name, lying) ? lying : readBlob(entry, name, root)));

/** The file in the work tree; undefined when there is none. */
const readLying = (entry: IndexEntry, root: string, buffer: Buffer): Buffer | undefined => {
  const found = readWorkTree(root, entry, buffer);
  if ("failed" in found) {
    if (found.failed === "absent") return undefined;
    throw new SourceError(entry.path, top, `the work tree can't be read: ${found.failed}`);
  }
  if (found.size > maxBytes) throw tooLarge(entry, found.size);
  if (found.whole === undefined) throw new SourceError(entry.path, top, "it changed while it was read");
  return found.whole;
};

const readBlob = (entry: IndexEntry, blob: string, cwd: string): Buffer => {
  const [size] = readSizes([blob], cwd);
  if (size === undefined) throw new SourceError(entry.path, top, "its content is not in this clone");
  if (size > maxBytes) throw tooLarge(entry, size);
  return readWholeBlob(blob, cwd);
};

const tooLarge = ({ path }: IndexEntry, size: number): SourceError =>
  new SourceError(path, top, `expected at most ${maxBytes} bytes, found ${size}`);

const versionOf = ({ path }: IndexEntry, from: Version["from"], bytes: Buffer): Version => {
  if (!isUtf8(bytes)) throw new SourceError(path, top, `the text of the ${from} is not UTF-8`);
  return { from, text: bytes.toString("utf8") };
};
