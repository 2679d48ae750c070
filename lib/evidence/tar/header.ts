/**
 * The block of 512 bytes before each entry of a tar.
 *
 * Source: POSIX.1-2017, pax, "ustar Interchange Format"; the GNU tar manual, "Basic Tar Format", for what GNU tar writes; star(5),
 * and node-tar's header.js, for two times in a prefix that leaves them room.
 *
 * @module
 */

import type { Fault } from "./refusal.ts";

/** Everything in a tar is counted in blocks of this many bytes. */
export const blockSize = 512;

/** What POSIX and GNU tar call them. */
export const entryTypes = {
  file: "0",
  directory: "5",
  extension: "x",
  globalExtension: "g",
  longName: "L",
} as const;

export interface HeaderFields {
  /** At most 100 bytes. */
  name: Buffer;
  /** At most 155 bytes, joined to the name by a slash; empty for none. */
  prefix: Buffer;
  mode: number;
  /** In bytes; at most {@link maxOctalSize}. */
  size: number;
  type: string;
}

export interface ParsedHeader {
  /** With the prefix. */
  name: Buffer;
  size: number;
  /** One character. */
  type: string;
}

/** What eleven octal digits can say: 8 GiB less one byte. */
export const maxOctalSize = 8 ** 11 - 1;

/** Bytes of the two fields for names. */
export const nameSize = 100;
export const prefixSize = 155;

/** The bytes of one header. Owner, group and devices are zero and nameless, the time is {@link fixedTime}. */
export const formatHeader = ({ name, prefix, mode, size, type }: HeaderFields): Buffer => {
  const block = Buffer.alloc(blockSize);
  name.copy(block, 0, 0, nameSize);
  block.write(octal(mode, 7), 100, "latin1");
  block.write(octal(0, 7), 108, "latin1");
  block.write(octal(0, 7), 116, "latin1");
  block.write(octal(size, 11), 124, "latin1");
  block.write(octal(fixedTime, 11), 136, "latin1");
  block.write(type, 156, "latin1");
  block.write("ustar\x0000", 257, "latin1");
  block.write(octal(0, 7), 329, "latin1");
  block.write(octal(0, 7), 337, "latin1");
  prefix.copy(block, 345, 0, prefixSize);
  block.write(`${octal(checksumOf(block), 6)}\0 `, 148, "latin1");
  return block;
};

/** Read one header. Throws what `fault` makes of the reason. */
export const parseHeader = (block: Buffer, fault: Fault): ParsedHeader => {
  const magic = block.toString("latin1", 257, 265);
  const isPosix = magic === "ustar\x0000";
  if (!isPosix && magic !== "ustar  \0") throw fault("it is not a tar of the POSIX or GNU kind");
  const stated = parseOctal(block.subarray(148, 156));
  if (stated !== checksumOf(block)) throw fault("the checksum of a header is wrong");
  const size = parseSize(block.subarray(124, 136));
  if (size === undefined) throw fault("a header has no size that can be read");
  // Not used here, but some readers stop without a word at a header with nonsense in one of them.
  if (!numbers.every(([from, to]) => isNumber(block.subarray(from, to))))
    throw fault("a number in a header is malformed");
  const type = block.toString("latin1", 156, 157);
  const name = textOf(block.subarray(0, nameSize));
  const prefix = isPosix ? prefixIn(block, fault) : textOf(block.subarray(345, 345 + prefixSize));
  if (name === undefined || (isPosix && prefix === undefined)) throw fault("a name in it has a NUL");
  if (isPosix && prefix !== undefined && prefix.length > 0)
    return { name: Buffer.concat([prefix, Buffer.from("/"), name]), size, type };
  // GNU tar keeps other things there, and readers disagree whether they belong to the name. What has them is refused anyway.
  if (!isPosix && isOrdinary(type) && prefix?.length !== 0) throw fault("a header of GNU's kind has a prefix");
  return { name, size, type };
};

/**
 * When everything in our tars was last changed: 1980-01-01T00:00:00Z, in seconds since the epoch.
 *
 * Not 0, which some unpackers call implausible, and zip files can't say anything older.
 */
export const fixedTime = 315_532_800;

// --- internal ---

const isOrdinary = (type: string): boolean => type === "\0" || Object.values<string>(entryTypes).includes(type);

/** `digits` octal digits; the NUL behind them is there already. */
const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, "0");

/** The sum of all bytes, those of the sum itself taken for spaces. */
const checksumOf = (block: Buffer): number => {
  let sum = 8 * 0x20;
  for (let at = 0; at < blockSize; at += 1) if (at < 148 || at >= 156) sum += block[at] ?? 0;
  return sum;
};

/** Digits between spaces and NULs, nothing else. */
const parseOctal = (field: Buffer): number | undefined => {
  const digits = /^ *([0-7]+)[ \0]*$/.exec(field.toString("latin1"))?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 8);
};

/**
 * node-tar and star keep two times in the last bytes of the prefix, behind a NUL, where every reader's prefix has ended: what
 * else stands there is refused.
 */
const prefixIn = (block: Buffer, fault: Fault): Buffer | undefined => {
  const hasRoom = block[endOfShortPrefix] === 0;
  // By this mark, some readers take the first bytes only.
  if (!hasRoom && block.toString("latin1", 508) === "tar\0") throw fault("a header of star's kind has a long prefix");
  if (!hasRoom) return textOf(block.subarray(345, 345 + prefixSize));
  return times.every(([from, to]) => isNumber(block.subarray(from, to)))
    ? textOf(block.subarray(345, endOfShortPrefix))
    : undefined;
};

const endOfShortPrefix = 475;

/** Of the last access and the last change of the file's state. */
const times = [
  [476, 488],
  [488, 500],
] as const;

/** Mode, owner, group, time and device. */
const numbers = [
  [100, 108],
  [108, 116],
  [116, 124],
  [136, 148],
  [329, 337],
  [337, 345],
] as const;

/** Octal, blank, or in binary, as for times before 1970. */
const isNumber = (field: Buffer): boolean =>
  field[0] === 0x80 || field[0] === 0xff || /^ *[0-7]*[ \0]*$/.test(field.toString("latin1"));

/** Octal, or the number itself in the last eight of twelve bytes behind 0x80, as GNU tar writes what is larger than 8 GiB. */
const parseSize = (field: Buffer): number | undefined => {
  if (field[0] !== 0x80) return parseOctal(field);
  if (field.subarray(1, 4).some((byte) => byte !== 0)) return undefined;
  const size = field.readBigUInt64BE(4);
  return size <= Number.MAX_SAFE_INTEGER ? Number(size) : undefined;
};

/** Up to the first NUL, which only NULs may follow. */
const textOf = (field: Buffer): Buffer | undefined => {
  const end = field.indexOf(0);
  if (end === -1) return field;
  return field.subarray(end).every((byte) => byte === 0) ? field.subarray(0, end) : undefined;
};
