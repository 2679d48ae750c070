/**
 * gzip, RFC 1952 section 2.3.
 *
 * @module
 */
import { gunzipSync } from "node:zlib";
import { formatTime } from "../../../clock.ts";
import { type ByteSource, memorySource } from "../source.ts";
import { type ArchiveFormat, insideOf, largestUnpacked, metadata } from "./types.ts";

export const gzip: ArchiveFormat = {
  looksLike: (source) => {
    const start = source.read(0, 3);
    return start[0] === 0x1f && start[1] === 0x8b && start[2] === 8;
  },
  explain: async ([a, b], offset, compare) => {
    const [own, other] = [readHeader(a), readHeader(b)];
    if (own === undefined || other === undefined) return undefined;
    const field = own.fields.find(({ start, end }) => offset >= start && offset < end);
    const same = other.fields.find(({ name }) => name === field?.name);
    if (field !== undefined)
      return metadata({ member: null, field: field.name, first: field.shown, second: same?.shown ?? "(none)" });
    return insideOf(own.content, [unpacked(a), unpacked(b)], compare);
  },
};

// --- internal ---

interface Field {
  name: string;
  start: number;
  end: number;
  shown: string;
}

/** Bytes in which a header's file name and comment must end. */
const longestHeader = 70_000;

const readHeader = (source: ByteSource): { fields: Field[]; content: string } | undefined => {
  const bytes = Buffer.from(source.read(0, longestHeader));
  if (bytes.length < 10) return undefined;
  const flags = bytes[3] ?? 0;
  const seconds = bytes.readUInt32LE(4);
  const fields: Field[] = [
    { name: "flags", start: 3, end: 4, shown: String(flags) },
    { name: "mtime", start: 4, end: 8, shown: seconds === 0 ? "none" : formatTime(seconds * 1000) },
    { name: "compression level", start: 8, end: 9, shown: String(bytes[8]) },
    { name: "operating system", start: 9, end: 10, shown: String(bytes[9]) },
  ];
  let at = 10;
  if ((flags & 4) !== 0 && at + 2 <= bytes.length) {
    const end = at + 2 + bytes.readUInt16LE(at);
    fields.push({
      name: "extra field",
      start: at,
      end,
      shown: bytes.subarray(at + 2, Math.min(end, at + 18)).toString("hex"),
    });
    at = end;
  }
  let content = "(content)";
  for (const [flag, name] of [
    [8, "file name"],
    [16, "comment"],
  ] as const) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end === -1) return undefined;
    const shown = bytes.subarray(at, end).toString("latin1");
    fields.push({ name, start: at, end: end + 1, shown });
    if (flag === 8 && shown !== "") content = shown;
    at = end + 1;
  }
  return { fields, content };
};

const unpacked = (source: ByteSource): ByteSource | undefined => {
  if (source.size > largestUnpacked) return undefined;
  try {
    return memorySource(gunzipSync(Buffer.from(source.read(0, source.size)), { maxOutputLength: largestUnpacked }));
  } catch {
    return undefined; // Not whole, or larger than that.
  }
};
