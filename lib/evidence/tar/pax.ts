/**
 * Extended headers: what a plain header can't say.
 *
 * Source: POSIX.1-2017, pax, "pax Extended Header".
 *
 * @module
 */

import type { Fault } from "./refusal.ts";

/** Largest extended header, in bytes. A longer one would only be a way to fill memory. */
export const maxExtension = 64 * 1024;

/** `LENGTH SP KEY=VALUE LF`; the length counts the whole record in bytes, its own digits too. */
export const formatRecord = (key: string, value: string): Buffer => {
  const rest = Buffer.from(` ${key}=${value}\n`, "utf8");
  let length = rest.length + 1;
  while (`${length}`.length + rest.length !== length) length = `${length}`.length + rest.length;
  return Buffer.concat([Buffer.from(`${length}`, "latin1"), rest]);
};

/** What an extended header says of an entry. */
export interface Extension {
  path?: Buffer;
  size?: number;
}

/**
 * Read the records of one extended header. Keys that only tell of times, owners and attributes are passed over; any other
 * could change what the entry is, so it is refused. Throws what `fault` makes of the reason.
 */
export const parseExtension = (bytes: Buffer, fault: Fault): Extension => {
  const extension: Extension = {};
  const seen = new Set<string>();
  for (let at = 0; at < bytes.length; ) {
    const record = takeRecord(bytes, at);
    if (record === undefined) throw fault("an extended header is malformed");
    const { key, value, end } = record;
    if (seen.has(key)) throw fault(`an extended header says "${key}" twice`);
    seen.add(key);
    if (key === "path") extension.path = takePath(value, fault);
    else if (key === "size") extension.size = takeSize(value, fault);
    else if (!isHarmless(key, value)) throw fault(`an extended header has the key "${key}", which is not known`);
    at = end;
  }
  return extension;
};

// --- internal ---

const takeRecord = (bytes: Buffer, at: number): { key: string; value: Buffer; end: number } | undefined => {
  const space = bytes.indexOf(0x20, at);
  const digits = space === -1 ? "" : bytes.toString("latin1", at, space);
  if (!/^[1-9][0-9]{0,5}$/.test(digits)) return undefined;
  const end = at + Number(digits);
  const equals = bytes.indexOf(0x3d, space);
  if (end > bytes.length || bytes[end - 1] !== 0x0a || equals === -1 || equals >= end - 1 || equals === space + 1)
    return undefined;
  return { key: bytes.toString("utf8", space + 1, equals), value: bytes.subarray(equals + 1, end - 1), end };
};

const takePath = (value: Buffer, fault: Fault): Buffer => {
  if (value.length === 0) throw fault("an extended header takes a name away");
  if (value.includes(0)) throw fault("a name in it has a NUL");
  return value;
};

const takeSize = (value: Buffer, fault: Fault): number => {
  const text = value.toString("latin1");
  const size = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(size)) throw fault("an extended header has a size that can't be read");
  return size;
};

const isHarmless = (key: string, value: Buffer): boolean =>
  key === "hdrcharset" ? charsets.has(value.toString("latin1")) : aside.has(key) || asidePrefixes.test(key);

/** In both, a name is its bytes; whether they are UTF-8 is looked at afterwards. */
const charsets: ReadonlySet<string> = new Set(["BINARY", "ISO-IR 10646 2000 UTF-8"]);

const aside: ReadonlySet<string> = new Set(
  "atime charset comment ctime gid gname mtime uid uname LIBARCHIVE.creationtime SCHILY.dev SCHILY.fflags SCHILY.ino SCHILY.nlink".split(
    " ",
  ),
);

const asidePrefixes = /^(?:LIBARCHIVE\.xattr|SCHILY\.acl|SCHILY\.xattr|RHT\.security)\./;
