/**
 * Reading a zip that nobody vouches for: a wheel.
 *
 * Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3 and 4.4. What readers could understand differently is refused: a central
 * directory that disagrees with the files, gaps and bytes around them, names twice, encryption, several disks, zip64.
 *
 * @module
 */
import { inflateRawSync } from "node:zlib";
import { messageOf } from "../../errors.ts";
import { createCrc } from "./crc.ts";
import { type Archive, bareDirectories, type Member, maxUnpacked, unreadable } from "./member.ts";
import { isAmbiguous, saysSizes } from "./zip-extra.ts";

/** What `bytes`, a zip called `name`, holds. Directories are left out. Throws `E_ARCHIVE`. */
export const readZip = (name: string, bytes: Buffer): Archive => {
  const fault: Fault = (why, cause) => unreadable(name, why, cause);
  const end = findEnd(bytes, fault);
  const entries = readDirectory(bytes, end, fault);
  const crc = createCrc();
  const members: Member[] = [];
  const directories: string[] = [];
  const beside = entries.map((entry) => entry.beside);
  let next = 0;
  let total = 0;
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    // What lies between two files is seen by readers that go from the front.
    if (entry.offset !== next) throw fault(`there is something before "${entry.path}" that belongs to no file`);
    const data = readLocal(bytes, entry, end.directory, fault);
    next = data.end;
    if (isAmbiguous(entry.extra)) throw fault(twofold(entry));
    beside.push(data.extra);
    total += entry.size;
    if (total > maxUnpacked) throw fault(`expected at most ${maxUnpacked} bytes in all`);
    const content = unpack(data.packed, entry, fault);
    if (content.length !== entry.size || crc(content) !== entry.crc) throw fault(`"${entry.path}" is damaged`);
    if (!entry.path.endsWith("/")) members.push({ path: entry.path, bytes: content });
    else if (content.length > 0) throw fault(`the directory "${entry.path}" has content`);
    else directories.push(entry.path.slice(0, -1));
  }
  if (next !== end.directory) throw fault("there is something before its directory that belongs to no file");
  const comment = bytes.subarray(end.directory + end.directorySize + 22);
  return { members, headers: Buffer.concat([...beside, comment, bareDirectories(directories, members)]) };
};

// --- internal ---

type Fault = (why: string, cause?: unknown) => Error;

interface End {
  /** Where the central directory begins. */
  directory: number;
  directorySize: number;
  count: number;
}

interface Entry {
  path: string;
  raw: Buffer;
  flags: number;
  method: number;
  crc: number;
  packedSize: number;
  size: number;
  offset: number;
  extra: Buffer;
  /** Extra fields and comment. */
  beside: Buffer;
}

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50, descriptor: 0x08074b50 } as const;

/** 4.3.16. The comment is at the very end, so that nothing can follow. */
const findEnd = (bytes: Buffer, fault: Fault): End => {
  const first = Math.max(0, bytes.length - 22 - 0xffff);
  for (let at = bytes.length - 22; at >= first; at -= 1) {
    if (bytes.readUInt32LE(at) !== signatures.end || at + 22 + bytes.readUInt16LE(at + 20) !== bytes.length) continue;
    const [disk, directoryDisk] = [bytes.readUInt16LE(at + 4), bytes.readUInt16LE(at + 6)];
    const [here, count] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)];
    const [directorySize, directory] = [bytes.readUInt32LE(at + 12), bytes.readUInt32LE(at + 16)];
    if (disk !== 0 || directoryDisk !== 0 || here !== count) throw fault("it is one of several disks");
    if (count === 0xffff || directory === 0xffffffff || directorySize === 0xffffffff) throw fault("it is a zip64");
    if (directory + directorySize !== at) throw fault("its directory is not where it says");
    return { directory, directorySize, count };
  }
  throw fault("it is no zip, or cut short");
};

/** 4.3.12. */
const readDirectory = (bytes: Buffer, { directory, directorySize, count }: End, fault: Fault): Entry[] => {
  if (count === 0) throw fault("there is nothing in it");
  const entries: Entry[] = [];
  let at = directory;
  const stop = directory + directorySize;
  while (at + 46 <= stop && bytes.readUInt32LE(at) === signatures.central) {
    const lengths = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const [nameSize = 0, extraSize = 0] = lengths;
    const next = at + 46 + lengths.reduce((sum, length) => sum + length, 0);
    const afterName = at + 46 + nameSize;
    const raw = bytes.subarray(at + 46, afterName);
    const [flags, method] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)];
    const path = nameOf(raw, flags, fault);
    if ((flags & 0x2041) !== 0) throw fault(`"${path}" is encrypted`);
    // The upper half of what Unix has written: a link's target would be taken for a file's text.
    const kind = bytes[at + 5] === 3 ? (bytes.readUInt32LE(at + 38) >>> 28) & 0xf : 0;
    if (![0, 4, 8].includes(kind)) throw fault(`"${path}" is neither a file nor a directory`);
    entries.push({
      ...{ path, raw, flags, method, beside: bytes.subarray(afterName, next) },
      extra: bytes.subarray(afterName, afterName + extraSize),
      ...{ crc: bytes.readUInt32LE(at + 16), packedSize: bytes.readUInt32LE(at + 20) },
      ...{ size: bytes.readUInt32LE(at + 24), offset: bytes.readUInt32LE(at + 42) },
    });
    at = next;
  }
  if (at !== stop || entries.length !== count) throw fault("its directory is damaged");
  return entries;
};

/** 4.4.17: UTF-8 with a flag, else an old code page, which has ASCII in common. */
const nameOf = (raw: Buffer, flags: number, fault: Fault): string => {
  // Where Python's own reader takes the name to end.
  if (raw.includes(0)) throw fault("a name in it has a NUL");
  if ((flags & 0x800) === 0 && raw.some((byte) => byte > 0x7f)) throw fault("a name is in no code that is known");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
  } catch (cause) {
    throw fault("a name is not UTF-8", cause);
  }
};

interface Local {
  packed: Buffer;
  extra: Buffer;
  /** Where the next file begins. */
  end: number;
}

/** 4.3.7: what stands before the content must say what the directory says. */
const readLocal = (bytes: Buffer, entry: Entry, limit: number, fault: Fault): Local => {
  const { offset, raw, flags, method, path, packedSize } = entry;
  if (bytes.readUInt32LE(offset) !== signatures.local) throw fault(`"${path}" is not where it says`);
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  const name = bytes.subarray(offset + 30, offset + 30 + bytes.readUInt16LE(offset + 26));
  const isSame =
    bytes.readUInt16LE(offset + 6) === flags && bytes.readUInt16LE(offset + 8) === method && name.equals(raw);
  if (!isSame) throw fault(`"${path}" is called or packed otherwise in front of its content`);
  const end = start + packedSize;
  if (end > limit) throw fault(`"${path}" reaches into the directory`);
  const streamed = (flags & 8) !== 0;
  const said = [14, 18, 22].map((field) => bytes.readUInt32LE(offset + field));
  const extra = bytes.subarray(offset + 30 + name.length, start);
  const sizes = [entry.size, packedSize] as const;
  // Those who read from the front would look for its end in the content itself.
  if (streamed && method === 0)
    throw fault(`"${path}" is not packed, and says behind its content only how large it is`);
  // Where they stand behind the content, there is nothing in front; where they stand in a zip64 field, there are the largest sizes.
  const isElsewhere = streamed
    ? said.every((value) => value === 0)
    : agrees(said, { ...entry, ...inZip64 }) && saysSizes(extra, sizes);
  if (!agrees(said, entry) && !isElsewhere) throw fault(`"${path}" has another size or sum in front of its content`);
  if (isAmbiguous(extra, streamed ? undefined : sizes)) throw fault(twofold(entry));
  const packed = bytes.subarray(start, end);
  return { packed, extra, end: streamed ? skipDescriptor(bytes, entry, end, fault) : end };
};

/** 4.3.9: sum and sizes behind the content, with or without a mark of their own. Whoever goes on from there sees what it ran into. */
const skipDescriptor = (bytes: Buffer, entry: Entry, end: number, fault: Fault): number => {
  for (const mark of [4, 0]) {
    if (mark === 4 && bytes.readUInt32LE(end) !== signatures.descriptor) continue;
    const said = [0, 4, 8].map((field) => bytes.readUInt32LE(end + mark + field));
    if (agrees(said, entry)) return end + mark + 12;
  }
  throw fault(`"${entry.path}" has another size or sum behind its content`);
};

const twofold = ({ path }: Entry): string => `"${path}" may have a second name or size`;

/** 4.4.8. */
const inZip64 = { packedSize: 0xffffffff, size: 0xffffffff };

const agrees = (
  [crc, packedSize, size]: readonly number[],
  entry: Pick<Entry, "crc" | "packedSize" | "size">,
): boolean => crc === entry.crc && packedSize === entry.packedSize && size === entry.size;

const unpack = (packed: Buffer, { path, method, size }: Entry, fault: Fault): Buffer => {
  if (method === 0) return packed;
  if (method !== 8) throw fault(`"${path}" is packed by the method ${method}, expected 0 or 8`);
  try {
    // A byte more, so that what is larger than it says shows.
    const { buffer, engine } = inflateRawSync(packed, { maxOutputLength: size + 1, info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    if (engine.bytesWritten !== packed.length) throw new Error("bytes follow its end");
    return buffer;
  } catch (cause) {
    throw fault(`"${path}" can't be unpacked: ${messageOf(cause)}`, cause);
  }
};
