/**
 * One tracked path as it lies in the work tree, when the index can't speak for it.
 *
 * @module
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, readSync } from "node:fs";
import { errnoOf } from "../../errors.ts";
import { crypto } from "../../lazy-crypto.ts";
import { isPointer } from "./blobs.ts";
import { createCollector, type Hit } from "./collector.ts";
import type { Matcher } from "./matcher.ts";

/** NOFOLLOW: a link is not the file that git tracks. NONBLOCK: a FIFO in its place must not stop us. */
export const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export type Look =
  /** `blob`: the name that git would give these bytes. */
  | { kind: "file" | "link"; hits: Hit[]; bytes: number; blob: string; isPointer: boolean }
  /** Nothing that git could take in: no file, a directory, a FIFO, or something behind a linked directory. */
  | { kind: "absent" }
  /** The system's code, or `changed`: it grew or shrank while it was read. */
  | { kind: "unreadable"; why: string };

export interface LookOptions {
  /** The top level of the work tree. */
  root: string;
  matcher: Matcher;
  /** To read into. */
  buffer: Buffer;
  /** The hash that names blobs in this repository. */
  algorithm: "sha1" | "sha256";
}

/** Look at `name` (latin1 of its bytes). Never throws. */
export const lookAt = (name: string, options: LookOptions): Look => {
  const { root } = options;
  const path = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, "latin1")]);
  try {
    if (isBehindLink(root, path)) return { kind: "absent" };
    const stats = lstatSync(path);
    if (stats.isSymbolicLink()) return judgeLink(readlinkSync(path, { encoding: "buffer" }), options);
    return stats.isFile() ? readFile(path, options) : { kind: "absent" };
  } catch (error) {
    const code = errnoOf(error) ?? "EIO";
    return absences.has(code) ? { kind: "absent" } : { kind: "unreadable", why: code };
  }
};

// --- internal ---

const absences = new Set(["ENOENT", "ENOTDIR", "ELOOP", "EISDIR", "ENXIO"]);

const judgeLink = (target: Buffer, { matcher, algorithm }: LookOptions): Look => {
  const collector = createCollector(matcher);
  collector.push(target);
  const blob = createName(algorithm, target.length).update(target).digest("hex");
  return { kind: "link", hits: collector.end(), bytes: target.length, blob, isPointer: false };
};

const readFile = (path: Buffer, { matcher, buffer, algorithm }: LookOptions): Look => {
  const fd = openSync(path, openFlags);
  try {
    const { size } = fstatSync(fd);
    const [collector, name] = [createCollector(matcher), createName(algorithm, size)];
    let bytes = 0;
    for (let count = readSync(fd, buffer); count > 0; count = readSync(fd, buffer)) {
      const piece = buffer.subarray(0, count);
      collector.push(piece);
      name.update(piece);
      bytes += count;
    }
    if (bytes !== size) return { kind: "unreadable", why: "it changed while it was read" };
    const blob = name.digest("hex");
    return { kind: "file", hits: collector.end(), bytes, blob, isPointer: isPointer(buffer.subarray(0, bytes)) };
  } finally {
    closeSync(fd);
  }
};

/** A blob's name is the hash of a header and its bytes: Pro Git, "Git Objects". */
const createName = (algorithm: LookOptions["algorithm"], size: number) =>
  crypto().createHash(algorithm).update(`blob ${size}\0`);

/** git takes a file below a directory that became a link for deleted; reading on would leave the tree. */
const isBehindLink = (root: string, path: Buffer): boolean => {
  const first = Buffer.byteLength(root) + 1;
  for (let end = path.indexOf(0x2f, first); end !== -1; end = path.indexOf(0x2f, end + 1)) {
    if (lstatSync(path.subarray(0, end)).isSymbolicLink()) return true;
  }
  return false;
};
