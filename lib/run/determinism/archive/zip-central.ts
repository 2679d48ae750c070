/**
 * A zip's central directory, which alone knows where every member lies.
 *
 * @module
 */
import type { ByteSource } from "../source.ts";

export interface CentralEntry {
  name: string;
  method: number;
  /** Bytes as packed. */
  packed: number;
  /** External attributes; the upper half is the mode on Unix. */
  attributes: number;
  /** Offset of the local header. */
  start: number;
}

/** Undefined when there is none, or it is of zip64's kind, larger than 32 MiB, or not whole. */
export const readCentral = (source: ByteSource): { start: number; entries: CentralEntry[] } | undefined => {
  const tailStart = Math.max(0, source.size - longestEnd);
  const tail = Buffer.from(source.read(tailStart, longestEnd));
  const end = tail.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  if (end === -1 || end + 22 > tail.length) return undefined;
  const [size, start] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (size > largestCentral || start + size > source.size) return undefined;
  const bytes = Buffer.from(source.read(start, size));
  const entries: CentralEntry[] = [];
  for (let at = 0; at + 46 <= bytes.length; ) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) return undefined;
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const name = bytes.toString("utf8", at + 46, at + 46 + (nameLength ?? 0));
    entries.push({
      name,
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      attributes: bytes.readUInt32LE(at + 38),
      start: bytes.readUInt32LE(at + 42),
    });
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return { start, entries };
};

// --- internal ---

/** The record at the end with the longest comment. */
const longestEnd = 22 + 65_535;
const largestCentral = 32 * 2 ** 20;
