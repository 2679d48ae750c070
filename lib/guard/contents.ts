/**
 * The versions of a tracked file's bytes that a check has to look at, read as cheaply as honesty allows.
 *
 * The work tree stands for the index where git found them the same and their sizes agree. Where they
 * differ, both count. Where a filter stands between them (git-lfs, line endings, encryption), the blob
 * counts, because that is what git publishes.
 *
 * @module
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from "node:fs";
import { errnoOf } from "../errors.ts";
import { type Blob, readBlobs, readSizes } from "./objects.ts";
import { type Content, headSize, type TrackedFile } from "./rule.ts";
import type { IndexEntry } from "./tracked.ts";

/** How far the contents of one tracked path could be looked at. */
export type Reading = { file: TrackedFile; outcome: Outcome; reason?: string };
export type Outcome = "read" | "symbolic link" | "submodule" | "git-lfs pointer" | "unreadable";

export interface ReadOptions {
  /** The top level of the work tree. */
  root: string;
  /** Called once for each entry, in order of reading. Contents are valid only until it returns. */
  visit: (reading: Reading) => void;
}

/** Read all `entries` and show each to `visit`. */
export const readContents = async (entries: readonly IndexEntry[], options: ReadOptions): Promise<void> => {
  const { root, visit } = options;
  const blobs = entries.flatMap((entry) => entry.blobs);
  const blobSizes = readSizes(blobs, root);
  const missing = new Set(blobs.filter((_, index) => blobSizes[index] === undefined));
  const buffer = Buffer.allocUnsafe(headSize);
  let late: IndexEntry[] = [];
  let next = 0;
  let breath = performance.now();
  for (const entry of entries) {
    const size = blobSizes[next];
    next += entry.blobs.length;
    if (!readEarly(entry, { root, size, buffer, visit })) late.push(entry);
    if (late.length === lateGroup) {
      await readLate(late, { root, buffer, missing, visit });
      late = [];
    }
    if (performance.now() - breath > 50) {
      await new Promise(setImmediate); // So that signals are heard.
      breath = performance.now();
    }
  }
  await readLate(late, { root, buffer, missing, visit });
};

// --- internal ---

/** Entries whose blobs are read at once; bounds memory to this many heads. */
const lateGroup = 1024;

interface EarlyOptions {
  root: string;
  /** Of the only blob; undefined when this clone can't say. */
  size: number | undefined;
  buffer: Buffer;
  visit: ReadOptions["visit"];
}

/** Done when the work tree alone can answer. */
const readEarly = (entry: IndexEntry, { root, size, buffer, visit }: EarlyOptions): boolean => {
  if (entry.kind !== "file") {
    const outcome = entry.kind === "link" ? "symbolic link" : "submodule";
    visit({ file: { ...entry, contents: [] }, outcome });
    return true;
  }
  if (!entry.isSame || entry.blobs.length !== 1) return false;
  const found = readHead(root, entry, buffer);
  if ("failed" in found || found.size !== size) return false;
  visit(readingOf({ ...entry, contents: [contentOf("index", found)] }));
  return true;
};

interface LateOptions extends Omit<EarlyOptions, "size"> {
  /** Blobs that this clone doesn't have. */
  missing: ReadonlySet<string>;
}

const readLate = async (entries: readonly IndexEntry[], options: LateOptions): Promise<void> => {
  const { root, buffer, missing, visit } = options;
  const names = new Set(entries.flatMap((entry) => entry.blobs).filter((name) => !missing.has(name)));
  const blobs = await readBlobs([...names], root);
  for (const entry of entries) {
    const contents = entry.blobs.flatMap((name) => blobs.get(name) ?? []).map((blob) => contentOf("index", blob));
    const found = readHead(root, entry, buffer);
    // Without its blob, a file that git calls the same speaks for it.
    const speaks = entry.isSame && contents.length === 0 && !("failed" in found);
    if ((speaks || !entry.isSame) && !("failed" in found)) {
      contents.push(contentOf(speaks ? "index" : "work tree", found));
    }
    const isLost = !speaks && entry.blobs.some((name) => missing.has(name));
    const failure = "failed" in found && found.failed !== "absent" ? found.failed : isLost ? notHere : undefined;
    const file = { ...entry, contents };
    visit(failure === undefined ? readingOf(file) : { file, outcome: "unreadable", reason: failure });
  }
};

const notHere = "its content is not in this clone";

const readingOf = (file: TrackedFile): Reading => {
  const { contents } = file;
  const isPointer = contents.length > 0 && contents.every(({ storedBy }) => storedBy !== undefined);
  return { file, outcome: isPointer ? "git-lfs pointer" : "read" };
};

// NOFOLLOW: a link is not the file that git tracks. NONBLOCK: a FIFO in its place must not stop us.
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Something else is in the file's place, or nothing: the index alone is what git would publish. */
const absences = new Set(["ENOENT", "ENOTDIR", "ELOOP", "EISDIR", "ENXIO"]);

const readHead = (root: string, entry: IndexEntry, buffer: Buffer): Blob | { failed: string } => {
  const path = entry.bytes === undefined ? `${root}/${entry.path}` : Buffer.concat([Buffer.from(`${root}/`), entry.bytes]);
  let fd: number | undefined;
  try {
    if (!entry.isSame && isThroughLink(root, path)) return { failed: "absent" };
    fd = openSync(path, openFlags);
    const stats = fstatSync(fd);
    if (!stats.isFile()) return { failed: "absent" };
    let filled = 0;
    // A second read only when the first was short of what there is: network file systems may do that.
    for (let count = 1; count > 0 && filled < Math.min(stats.size, headSize); filled += count) {
      count = readSync(fd, buffer, filled, headSize - filled, null);
    }
    return { size: stats.size, head: buffer.subarray(0, filled) };
  } catch (error) {
    const code = errnoOf(error) ?? "EIO";
    return { failed: absences.has(code) ? "absent" : code };
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};

/** git takes a file below a directory that became a link for deleted; reading on would leave the tree. */
const isThroughLink = (root: string, path: string | Buffer): boolean => {
  const text = typeof path === "string" ? path : path.toString("latin1");
  for (let end = text.indexOf("/", root.length + 1); end !== -1; end = text.indexOf("/", end + 1)) {
    const parent = typeof path === "string" ? text.slice(0, end) : path.subarray(0, end);
    if (lstatSync(parent).isSymbolicLink()) return true;
  }
  return false;
};

const contentOf = (from: Content["from"], { size, head }: Blob): Content => {
  const declared = size < 1024 ? declaredSize(head) : undefined;
  return declared === undefined ? { from, size, head } : { from, size: declared, head, storedBy: "git-lfs" };
};

/** git-lfs specification, "The Pointer": at most 1024 bytes, the version first, `size` in bytes. */
const declaredSize = (head: Uint8Array): number | undefined => {
  if (head[0] !== 0x76 || head[8] !== 0x68) return undefined;
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1");
  if (!text.startsWith("version https://git-lfs.github.com/spec/")) return undefined;
  const size = /^size (\d+)$/m.exec(text);
  return size === null ? undefined : Number(size[1]);
};
