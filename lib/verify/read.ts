/**
 * Reading files that nobody vouches for: never through a link, never waiting for a FIFO, never without a bound.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { type FileIdentity, identityOf, isSameIdentity, sha256 } from "../digest.ts";
import { errnoOf, KprovError } from "../errors.ts";

/** `special`, `large`, `changed` (it moved while it was read), or the system's code. */
export interface ReadFault {
  failed: "special" | "large" | "changed" | (string & {});
}

export interface Document {
  bytes: Buffer;
  sha256: string;
  identity: FileIdentity;
}

/** A whole file of at most `maxBytes`, with the digest of exactly these bytes. */
export const readDocument = (path: string, maxBytes: number): Document | ReadFault => {
  const read = readUnhashed(path, maxBytes);
  return "failed" in read ? read : { ...read, sha256: sha256(read.bytes) };
};

/** The same for whoever hashes it elsewhere. */
export const readUnhashed = (path: string, maxBytes: number): Omit<Document, "sha256"> | ReadFault =>
  withFile(path, (fd, size, identity) => {
    if (size > maxBytes) return { failed: "large" };
    // One byte more than expected, so that a file that grew is noticed.
    const buffer = Buffer.allocUnsafe(size + 1);
    let filled = readSync(fd, buffer);
    // The end need not be asked for: a file that grew has another identity by then.
    for (let count = -1; count !== 0 && filled < size; filled += count) {
      count = readSync(fd, buffer, filled, buffer.length - filled, null);
    }
    return filled === size ? { bytes: buffer.subarray(0, size), identity } : { failed: "changed" };
  });

/** The first `count` bytes of a file, or all of a shorter one; nobody has hashed them. */
export const readStart = (path: string, count: number): { bytes: Buffer } | ReadFault =>
  withFile(path, (fd) => {
    const buffer = Buffer.alloc(count);
    return { bytes: buffer.subarray(0, readSync(fd, buffer, 0, count, 0)) };
  });

/**
 * The bytes of a file that a person named, which may be a link. Throws `E_IO`, with `shown` as its name.
 */
export const readNamed = (path: string, shown: string, maxBytes = 256 * 2 ** 20): Buffer => {
  let real: string;
  try {
    real = realpathSync(path);
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot read "${shown}": ${errnoOf(cause) ?? String(cause)}`, { cause });
  }
  const document = readDocument(real, maxBytes);
  if ("bytes" in document) return document.bytes;
  const reasons: Record<string, string> = {
    special: "it is not a plain file",
    large: `it is larger than ${maxBytes} bytes`,
  };
  throw new KprovError("E_IO", `Cannot read "${shown}": ${reasons[document.failed] ?? document.failed}`);
};

export interface Lines {
  sha256: string;
  size: number;
  identity: FileIdentity;
  /** The last line ended with a newline; true for an empty file. */
  isEnded: boolean;
}

/**
 * Hand every line, without its newline, to `onLine`, in constant memory. A line longer than `maxLine` bytes
 * is handed over as `null`. The bytes given are only valid during the call.
 */
export const readLines = (path: string, maxLine: number, onLine: (line: Buffer | null) => void): Lines | ReadFault => {
  const splitter = createSplitter(maxLine, onLine);
  const read = readPieces(path, (piece) => splitter.push(piece));
  return "failed" in read ? read : { ...read, isEnded: splitter.end() };
};

/** Hand every piece of the file to `onPiece`, in constant memory: its bytes are only valid during the call. */
export const readPieces = (path: string, onPiece: (piece: Buffer) => void): Omit<Lines, "isEnded"> | ReadFault =>
  withFile(path, (fd, size, identity) => {
    const buffer = Buffer.allocUnsafe(Math.min(chunkSize, size + 1));
    let total = readSync(fd, buffer);
    if (total === size) {
      const whole = buffer.subarray(0, total);
      if (total > 0) onPiece(whole);
      return { sha256: sha256(whole), size, identity };
    }
    const hash = createHash("sha256");
    for (let count = total; count > 0 && total <= size; total += count) {
      const piece = buffer.subarray(0, count);
      hash.update(piece);
      onPiece(piece);
      count = readSync(fd, buffer);
    }
    return total === size ? { sha256: hash.digest("hex"), size, identity } : { failed: "changed" };
  });

// --- internal ---

const chunkSize = 256 * 1024;

// NOFOLLOW and NONBLOCK: a link or FIFO that takes the file's place between looking and opening changes nothing.
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const withFile = <T extends object>(
  path: string,
  work: (fd: number, size: number, identity: FileIdentity) => T | ReadFault,
): T | ReadFault => {
  let fd: number | undefined;
  try {
    fd = openSync(path, openFlags);
    const before = fstatSync(fd);
    if (!before.isFile()) return { failed: "special" };
    const identity = identityOf(before);
    const result = work(fd, before.size, identity);
    return isSameIdentity(identityOf(fstatSync(fd)), identity) ? result : { failed: "changed" };
  } catch (error) {
    const code = errnoOf(error);
    if (code === undefined) throw error;
    return { failed: code === "ELOOP" ? "special" : code };
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};

const createSplitter = (maxLine: number, onLine: (line: Buffer | null) => void) => {
  let pending: Buffer[] = [];
  let length = 0;
  const add = (piece: Buffer): void => {
    length += piece.length;
    // Past the bound only the length matters.
    if (length <= maxLine) pending.push(piece);
    else pending = [];
  };
  const flush = (): void => {
    onLine(length > maxLine ? null : pending.length === 1 ? (pending[0] ?? null) : Buffer.concat(pending));
    [pending, length] = [[], 0];
  };
  return {
    push(chunk: Buffer): void {
      let start = 0;
      for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
        add(chunk.subarray(start, end));
        flush();
        start = end + 1;
      }
      // The chunk's memory is reused, so what waits for the next one is copied.
      if (start < chunk.length) add(Buffer.from(chunk.subarray(start)));
    },
    end(): boolean {
      const isEnded = length === 0;
      if (!isEnded) flush();
      return isEnded;
    },
  };
};
