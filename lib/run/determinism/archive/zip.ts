/**
 * zip, PKWARE's APPNOTE.TXT sections 4.3.7, 4.3.12 and 4.3.16; the extra fields of Info-ZIP.
 *
 * @module
 */
import { inflateRawSync } from "node:zlib";
import { formatTime } from "../../../clock.ts";
import { type ByteSource, memorySource, partOf } from "../source.ts";
import { type ArchiveFormat, type InArchive, insideOf, largestUnpacked, metadata, reordered } from "./types.ts";
import { type CentralEntry, readCentral } from "./zip-central.ts";

export const zip: ArchiveFormat = {
  looksLike: (source) => source.read(0, 4).equals(Buffer.from("PK\u0003\u0004", "latin1")),
  explain: async ([a, b], offset, compare) => {
    const [own, other] = [readCentral(a), readCentral(b)];
    if (own === undefined || other === undefined) return undefined;
    const inOrder = own.entries.toSorted((x, y) => x.start - y.start);
    const entry = inOrder.findLast(({ start }) => start <= offset);
    if (entry === undefined) return undefined;
    const names = [own, other].map(({ entries }) => entries.map(({ name }) => name));
    const same = other.entries.find(({ name, start }) => name === entry.name && start === entry.start);
    if (same === undefined || offset >= own.start) {
      if (names[0]?.join("\0") !== names[1]?.join("\0")) return reordered(entry.name, [names[0] ?? [], names[1] ?? []]);
      return centralDifference([own.entries, other.entries]);
    }
    const found = headerDifference([a, b], entry, offset - entry.start);
    return found ?? insideOf(entry.name, [unpacked(a, entry), unpacked(b, same)], compare);
  },
};

// --- internal ---

/** First and last byte of the fields of a local header that say something about the packing alone. */
const fields: [string, number, number][] = [
  ["version needed", 4, 6],
  ["flags", 6, 8],
  ["compression method", 8, 10],
  ["mtime", 10, 14],
];

/** What differs in the local header; undefined when the content, or its checksum and size, differ. */
const headerDifference = ([a, b]: [ByteSource, ByteSource], entry: CentralEntry, at: number): InArchive | undefined => {
  const [own, other] = [localHeader(a, entry.start), localHeader(b, entry.start)];
  const field = fields.find(([, start, end]) => at >= start && at < end);
  if (field !== undefined) {
    const show = (header: Buffer): string =>
      field[0] === "mtime"
        ? dosTime(header.readUInt16LE(10), header.readUInt16LE(12))
        : String(header.readUInt16LE(field[1]));
    return metadata({ member: entry.name, field: field[0], first: show(own), second: show(other) });
  }
  const extra = 30 + own.readUInt16LE(26);
  if (at < extra || at >= extra + own.readUInt16LE(28)) return undefined;
  return extraDifference(entry.name, [own.subarray(extra), other.subarray(extra)]);
};

const localHeader = (source: ByteSource, start: number): Buffer => {
  const header = Buffer.alloc(30 + 2 * 65_536);
  source.read(start, header.length).copy(header);
  return header;
};

/** The first extra field that differs: Info-ZIP's time stamps (0x5455) and owners (0x7875) by name. */
const extraDifference = (member: string, [own, other]: [Buffer, Buffer]): InArchive => {
  for (let at = 0; at + 4 <= own.length; ) {
    const [id, size] = [own.readUInt16LE(at), own.readUInt16LE(at + 2)];
    const [first, second] = [own.subarray(at, at + 4 + size), other.subarray(at, at + 4 + size)];
    at += 4 + size;
    if (first.equals(second)) continue;
    if (id === 0x5455 && size >= 5) {
      const times = [first, second].map((bytes) => formatTime(bytes.readInt32LE(5) * 1000));
      const isSame = times[0] === times[1];
      const shown = isSame ? [first, second].map((bytes) => bytes.subarray(9).toString("hex")) : times;
      return metadata({ member, field: isSame ? "atime" : "mtime", first: shown[0] ?? "", second: shown[1] ?? "" });
    }
    const field = id === 0x7875 ? "owner" : `extra field 0x${id.toString(16).padStart(4, "0")}`;
    const [one, two] = [first, second].map((bytes) => bytes.subarray(4, 20).toString("hex"));
    return metadata({ member, field, first: one ?? "", second: two ?? "" });
  }
  return metadata({ member, field: "extra fields", first: "", second: "" });
};

const centralDifference = ([own, other]: [CentralEntry[], CentralEntry[]]): InArchive | undefined => {
  for (const [index, entry] of own.entries()) {
    const same = other[index];
    if (same === undefined || entry.attributes === same.attributes) continue;
    const shown = [entry, same].map(({ attributes }) => (attributes >>> 16).toString(8));
    return metadata({ member: entry.name, field: "mode", first: shown[0] ?? "", second: shown[1] ?? "" });
  }
  const last = own.at(-1)?.name ?? null;
  return metadata({ member: last, field: "central directory", first: "", second: "" });
};

/** MS-DOS date and time, which know no time zone and count by two seconds. */
const dosTime = (time: number, date: number): string => {
  const pad = (value: number): string => String(value).padStart(2, "0");
  const day = `${1980 + (date >> 9)}-${pad((date >> 5) & 15)}-${pad(date & 31)}`;
  return `${day} ${pad(time >> 11)}:${pad((time >> 5) & 63)}:${pad((time & 31) * 2)}`;
};

const unpacked = (source: ByteSource, entry: CentralEntry): ByteSource | undefined => {
  const header = Buffer.from(source.read(entry.start, 30));
  if (header.length < 30) return undefined;
  const data = partOf(source, entry.start + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), entry.packed);
  if (entry.method === 0) return data;
  if (entry.method !== 8 || data.size > largestUnpacked) return undefined;
  try {
    return memorySource(inflateRawSync(Buffer.from(data.read(0, data.size)), { maxOutputLength: largestUnpacked }));
  } catch {
    return undefined; // Not whole, or larger than that.
  }
};
