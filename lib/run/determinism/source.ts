/**
 * Bytes that can be read anywhere, so that nothing has to hold them all.
 *
 * @module
 */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { KprovError } from "../../errors.ts";

export interface ByteSource {
  /** Bytes. */
  readonly size: number;
  /** Up to `length` bytes from `at` on, fewer at the end. Valid until the next call. */
  read(at: number, length: number): Buffer;
}

/** A source in memory. */
export const memorySource = (bytes: Uint8Array): ByteSource => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { size: buffer.length, read: (at, length) => buffer.subarray(at, at + length) };
};

/** A part of a source as a source of its own. */
export const partOf = (source: ByteSource, start: number, size: number): ByteSource => {
  const length = Math.max(0, Math.min(size, source.size - start));
  return { size: length, read: (at, count) => source.read(start + at, Math.max(0, Math.min(count, length - at))) };
};

/**
 * Open the file at `path` while `work` reads it. Links are followed, a FIFO is not waited for. Throws `E_IO` when it is no
 * plain file, and the system's error when it can't be read.
 */
export const withFileSource = async <T>(path: string, work: (source: ByteSource) => Promise<T>): Promise<T> => {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new KprovError("E_IO", `Cannot compare "${path}": it is not a plain file`);
    let buffer = Buffer.alloc(0);
    return await work({
      size: stats.size,
      read: (at, length) => {
        if (buffer.length < length) buffer = Buffer.allocUnsafe(length);
        let filled = 0;
        for (let count = -1; count !== 0 && filled < length; filled += count)
          count = readSync(fd, buffer, filled, length - filled, at + filled);
        return buffer.subarray(0, filled);
      },
    });
  } finally {
    closeSync(fd);
  }
};
