/**
 * tar: ustar and pax (POSIX.1-2017, pax, "ustar Interchange Format"), and GNU's long names.
 *
 * @module
 */
import { formatTime } from "../../../clock.ts";
import { type ByteSource, partOf } from "../source.ts";
import type { Pair } from "../types.ts";
import { type ArchiveFormat, type Compare, type InArchive, insideOf, metadata, reordered } from "./types.ts";

export const tar: ArchiveFormat = {
  looksLike: (source) => source.read(257, 5).toString("latin1") === "ustar",
  explain: async (sources, offset, compare) => {
    const [a, b] = sources;
    for (const entry of entriesOf(a)) {
      if (offset >= entry.end) continue;
      const name = entry.name;
      if (offset >= entry.content) {
        if (entry.type === "x" || entry.type === "g") return paxDifference(sources, entry);
        if (isLongName(entry.type)) return reordered(name, [namesOf(a), namesOf(b)]);
        const part = (source: ByteSource) => partOf(source, entry.content, entry.size);
        return insideOf(name, [part(a), part(b)], compare);
      }
      return headerDifference(sources, entry, compare);
    }
    return reordered("(end of archive)", [namesOf(a), namesOf(b)]);
  },
};

// --- internal ---

const block = 512;
/** Members that are looked at. */
const mostEntries = 100_000;
const longestPax = 2 ** 16;

interface Entry {
  name: string;
  type: string;
  size: number;
  /** Offsets of header, content, and of whatever comes after it. */
  start: number;
  content: number;
  end: number;
}

/** Name, first and last byte of the fields, and how a value of them is shown. */
const fields: [string, number, number, (bytes: Buffer) => string][] = [
  ["name", 0, 100, (bytes) => text(bytes)],
  ["mode", 100, 108, (bytes) => text(bytes).trim()],
  ["uid", 108, 116, (bytes) => String(number(bytes))],
  ["gid", 116, 124, (bytes) => String(number(bytes))],
  ["size", 124, 136, (bytes) => String(number(bytes))],
  ["mtime", 136, 148, (bytes) => timeOf(number(bytes))],
  ["checksum", 148, 156, (bytes) => text(bytes).trim()],
  ["type", 156, 157, (bytes) => text(bytes)],
  ["link name", 157, 257, (bytes) => text(bytes)],
  ["format", 257, 265, (bytes) => text(bytes)],
  ["uname", 265, 297, (bytes) => text(bytes)],
  ["gname", 297, 329, (bytes) => text(bytes)],
  ["device", 329, 345, (bytes) => text(bytes)],
  ["name", 345, 500, (bytes) => text(bytes)],
  ["padding", 500, 512, (bytes) => bytes.toString("hex")],
];

const text = (bytes: Buffer): string => bytes.toString("utf8").replace(/\0.*$/s, "");

/** Octal digits, or base 256 when the first bit is set (GNU). */
const number = (bytes: Buffer): number => {
  if (((bytes[0] ?? 0) & 0x80) === 0) return Number.parseInt(text(bytes).trim() || "0", 8) || 0;
  let value = (bytes[0] ?? 0) & 0x7f;
  for (const byte of bytes.subarray(1)) value = value * 256 + byte;
  return value;
};

const timeOf = (seconds: number): string =>
  Number.isFinite(seconds) && Math.abs(seconds) < 8e12 ? formatTime(seconds * 1000) : String(seconds);

const isLongName = (type: string): boolean => type === "L" || type === "K";

/** The entries one by one; what describes the next one carries the next one's name. Ends at what is no header. */
function* entriesOf(source: ByteSource): Generator<Entry> {
  for (let [start, count] = [0, 0]; start + block <= source.size && count < mostEntries; count += 1) {
    const header = Buffer.from(source.read(start, block));
    if (header.every((byte) => byte === 0) || header.toString("latin1", 257, 262) !== "ustar") return;
    const size = number(header.subarray(124, 136));
    const content = start + block;
    const end = content + Math.ceil(size / block) * block;
    if (!Number.isSafeInteger(end) || end <= start) return;
    const type = text(header.subarray(156, 157));
    const isAbout = type === "x" || isLongName(type);
    const next = isAbout ? Buffer.from(source.read(end, block)) : header;
    yield { name: type === "g" ? "(whole archive)" : nameOf(next), type, size, start, content, end };
    start = end;
  }
}

const nameOf = (header: Buffer): string => {
  const [name, prefix] = [text(header.subarray(0, 100)), text(header.subarray(345, 500))];
  return prefix === "" || header.toString("latin1", 257, 263) !== "ustar\0" ? name : `${prefix}/${name}`;
};

const namesOf = (source: ByteSource): string[] =>
  [...entriesOf(source)]
    .filter(({ type }) => !isLongName(type) && type !== "x" && type !== "g")
    .map(({ name }) => name);

const headerDifference = async ([a, b]: Pair<ByteSource>, entry: Entry, compare: Compare): Promise<InArchive> => {
  const own = Buffer.from(a.read(entry.start, block));
  const other = Buffer.from(b.read(entry.start, block));
  // The checksum stands before the names of owners, and only follows from them.
  const [name, start, end, show] = fields.find(
    ([field, from, to]) => field !== "checksum" && !own.subarray(from, to).equals(other.subarray(from, to)),
  ) ?? ["checksum", 148, 156, text];
  if (name === "name" || name === "type" || name === "link name")
    return reordered(entry.name, [namesOf(a), namesOf(b)]);
  const size = number(other.subarray(124, 136));
  if (name === "size") {
    const isPax = entry.type === "x" || entry.type === "g";
    if (isPax) return paxDifference([a, b], entry, size);
    return insideOf(entry.name, [partOf(a, entry.content, entry.size), partOf(b, entry.content, size)], compare);
  }
  return metadata({
    member: entry.name,
    field: name,
    first: show(own.subarray(start, end)),
    second: show(other.subarray(start, end)),
  });
};

/** `<length> <key>=<value>\n`, each. */
const paxRecords = (source: ByteSource, { content }: Entry, size: number): Map<string, string> => {
  const bytes = Buffer.from(source.read(content, Math.min(size, longestPax)));
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const match = /^(\d{1,6}) ([^=]+)=/.exec(bytes.toString("utf8", at, at + 300));
    const length = Number(match?.[1]);
    if (match === null || !(length > 0)) break;
    const value = bytes
      .toString("utf8", at, at + length)
      .slice(match[0].length)
      .replace(/\n$/, "");
    records.set(match[2] ?? "", value);
    at += length;
  }
  return records;
};

const paxDifference = ([a, b]: Pair<ByteSource>, entry: Entry, size = entry.size): InArchive => {
  const [own, other] = [paxRecords(a, entry, entry.size), paxRecords(b, entry, size)];
  const key = [...own.keys(), ...other.keys()].find((name) => own.get(name) !== other.get(name)) ?? "pax header";
  if (key === "path") return reordered(entry.name, [namesOf(a), namesOf(b)]);
  const show = (value: string | undefined): string =>
    value === undefined
      ? "(none)"
      : /^[amc]time$/.test(key)
        ? timeOf(Math.floor(Number(value))).replace(/\.000Z$/, `${/\.\d+$/.exec(value)?.[0] ?? ""}Z`)
        : value;
  return metadata({ member: entry.name, field: key, first: show(own.get(key)), second: show(other.get(key)) });
};
