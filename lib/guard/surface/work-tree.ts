/**
 * Tracked files as they lie in the work tree.
 *
 * @module
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from "node:fs";
import { errnoOf } from "../../errors.ts";
import { headSize } from "../rule.ts";
import type { IndexEntry } from "./tracked.ts";

/** What lies at a tracked path. */
export interface Found {
  /** Bytes. */
  size: number;
  /** The first of them, at most `headSize`; valid until the buffer is used again. */
  head: Buffer;
  /** All of them, when they fit into the buffer. */
  whole?: Buffer;
}

/**
 * Read the beginning of a tracked file into `buffer`. `absent` when there is no regular file in its place:
 * then the index alone is what git would publish. Any other failure is the system's code.
 */
export const readWorkTree = (
  root: string,
  entry: Pick<IndexEntry, "path" | "bytes" | "isSame">,
  buffer: Buffer,
): Found | { failed: "absent" | (string & {}) } => {
  const path = placeOf(root, entry);
  let fd: number | undefined;
  try {
    if (!entry.isSame && isThroughLink(root, path)) return { failed: "absent" };
    fd = openSync(path, openFlags);
    const stats = fstatSync(fd);
    if (!stats.isFile()) return { failed: "absent" };
    let filled = 0;
    // A second read only when the first was short of what there is: network file systems may do that.
    for (let count = 1; count > 0 && filled < Math.min(stats.size, buffer.length); filled += count) {
      count = readSync(fd, buffer, filled, buffer.length - filled, null);
    }
    const bytes = buffer.subarray(0, filled);
    return { size: stats.size, head: bytes.subarray(0, headSize), ...(filled === stats.size && { whole: bytes }) };
  } catch (error) {
    const code = errnoOf(error) ?? "EIO";
    return { failed: absences.has(code) ? "absent" : code };
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};

/** Where a tracked file lies: bytes where its name is not UTF-8. */
export const placeOf = (root: string, { path, bytes }: Pick<IndexEntry, "path" | "bytes">): string | Buffer =>
  bytes === undefined ? `${root}/${path}` : Buffer.concat([Buffer.from(`${root}/`), bytes]);

/** NOFOLLOW: a link is not the file that git tracks. NONBLOCK: a FIFO in its place must not stop us. */
export const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

// --- internal ---

/** Something else is in the file's place, or nothing: the index alone is what git would publish. */
const absences = new Set(["ENOENT", "ENOTDIR", "ELOOP", "EISDIR", "ENXIO"]);

/** git takes a file below a directory that became a link for deleted; reading on would leave the tree. */
const isThroughLink = (root: string, path: string | Buffer): boolean => {
  const bytes = Buffer.from(path);
  for (let end = bytes.indexOf("/", Buffer.byteLength(root) + 1); end !== -1; end = bytes.indexOf("/", end + 1)) {
    if (lstatSync(bytes.subarray(0, end)).isSymbolicLink()) return true;
  }
  return false;
};
