/**
 * Canonical tars: the same entries give the same bytes, wherever and whenever.
 *
 * POSIX ustar, with an extended header only where ustar can't say it. Entries sorted by the bytes of their names, a
 * directory's with its slash; files 0644, directories 0755, owner 0, no names of users, one fixed time; filled with zeros to
 * whole records, as GNU tar and Python do.
 *
 * @module
 */
import { compareBytes } from "../../report.ts";
import { blockSize, entryTypes, formatHeader, maxOctalSize, nameSize, prefixSize } from "./header.ts";
import { formatRecord } from "./pax.ts";

/** One file or directory of a tar. */
export interface TarEntry {
  /** Relative POSIX path, no slash at its end. */
  path: string;
  kind: "file" | "directory";
  /** In bytes; 0 for a directory. */
  size: number;
}

/** The entries of a tar with these files: each directory before what lies in it, sorted. */
export const planTar = (files: readonly { path: string; size: number }[]): TarEntry[] => {
  const directories = new Set<string>();
  for (const { path } of files) {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      if (directories.has(path.slice(0, end))) break;
      directories.add(path.slice(0, end));
    }
  }
  return [
    ...files.map(({ path, size }): TarEntry => ({ path, kind: "file", size })),
    ...[...directories].map((path): TarEntry => ({ path, kind: "directory", size: 0 })),
  ].sort((a, b) => compareBytes(nameOf(a), nameOf(b)));
};

/** The headers of one entry; its content follows, then {@link tarPadding}. */
export const tarHeader = (entry: TarEntry): Buffer => {
  const name = nameOf(entry);
  const isAscii = /^[\x20-\x7e]*$/.test(name);
  const split = isAscii ? splitName(name) : undefined;
  const isLarge = entry.size > maxOctalSize;
  const records = [
    ...(split === undefined ? [formatRecord("path", name)] : []),
    ...(isLarge ? [formatRecord("size", `${entry.size}`)] : []),
  ];
  const header = formatHeader({
    ...(split ?? { name: fallbackName(name), prefix: empty }),
    mode: entry.kind === "file" ? 0o644 : 0o755,
    size: isLarge ? 0 : entry.size,
    type: entryTypes[entry.kind],
  });
  return records.length === 0 ? header : Buffer.concat([extension(Buffer.concat(records)), header]);
};

/** Zeros behind `size` bytes of content, up to a whole block. */
export const tarPadding = (size: number): Buffer => Buffer.alloc((blockSize - (size % blockSize)) % blockSize);

/** What ends a tar of `size` bytes: two blocks of zeros, and more up to a whole record of twenty blocks. */
export const tarEnd = (size: number): Buffer => {
  const least = size + 2 * blockSize;
  return Buffer.alloc(Math.ceil(least / recordSize) * recordSize - size);
};

// --- internal ---

const recordSize = 20 * blockSize;
const empty = Buffer.alloc(0);

const nameOf = ({ path, kind }: TarEntry): string => (kind === "directory" ? `${path}/` : path);

/** Whole where it fits, else split at the last slash that leaves a prefix that fits. */
const splitName = (name: string): { name: Buffer; prefix: Buffer } | undefined => {
  if (name.length <= nameSize) return { name: Buffer.from(name, "latin1"), prefix: empty };
  // A slash at the end belongs to the name of a directory.
  const slash = name.lastIndexOf("/", Math.min(prefixSize, name.length - 2));
  if (slash < 1 || name.length - slash - 1 > nameSize) return undefined;
  return { name: Buffer.from(name.slice(slash + 1), "latin1"), prefix: Buffer.from(name.slice(0, slash), "latin1") };
};

/** What a reader sees that knows no extended headers. */
const fallbackName = (name: string): Buffer =>
  Buffer.from(name.replace(/[^\x20-\x7e]/gu, "_").slice(0, nameSize), "latin1");

const extension = (records: Buffer): Buffer =>
  Buffer.concat([
    formatHeader({
      name: Buffer.from("PaxHeaders/entry", "latin1"),
      prefix: empty,
      mode: 0o644,
      size: records.length,
      type: entryTypes.extension,
    }),
    records,
    tarPadding(records.length),
  ]);
