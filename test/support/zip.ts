/**
 * A zip written field by field, so that each field can be wrong. Source: PKWARE, APPNOTE.TXT 6.3.10.
 *
 * @module
 */
import { deflateRawSync } from "node:zlib";

export interface ZipFile {
  path: string | Buffer;
  content?: string | Buffer;
  /** Default: packed when that is shorter to say. */
  stored?: boolean;
  /** Sum and sizes stand behind the content. */
  streamed?: boolean;
  flags?: number;
  method?: number;
  /** Of Unix, such as 0o120777; default a plain file. */
  mode?: number;
  /** Extra fields in the directory. */
  extra?: Buffer;
  /** Where this was made; default Unix. */
  host?: number;
  /** Whether sum and sizes behind the content have a mark; default true. */
  marked?: boolean;
  /** What stands in front of the content, where that differs from the directory. */
  local?: {
    path?: string;
    crc?: number;
    size?: number;
    flags?: number;
    method?: number;
    packedSize?: number;
    extra?: Buffer;
  };
  /** Bytes before this file that belong to none. */
  before?: Buffer;
  /** What the directory says. */
  crc?: number;
  size?: number;
}

/** The bytes of a zip with `files`, in their order. */
export const zip = (files: readonly ZipFile[], { comment = "", between = Buffer.alloc(0) } = {}): Buffer => {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  const add = (...bytes: Buffer[]) => {
    parts.push(...bytes);
    for (const one of bytes) offset += one.length;
  };
  for (const file of files) {
    add(file.before ?? Buffer.alloc(0));
    const at = offset;
    const { local, central } = entry(file, at);
    add(...local);
    directory.push(central);
  }
  add(between);
  const all = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(all.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, all, end, Buffer.from(comment)]);
};

/** A wheel of `claims-etl` 1.0.0 with `files` beside what every wheel has. */
export const wheel = (files: Readonly<Record<string, string | Buffer>> = {}, pure = true): Buffer => {
  const info = "claims_etl-1.0.0.dist-info";
  const all = {
    [`${info}/METADATA`]: "Metadata-Version: 2.1\nName: claims-etl\nVersion: 1.0.0\n\nText: no field\n",
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nRoot-Is-Purelib: ${pure}\nTag: py3-none-any\n`,
    [`${info}/RECORD`]: "",
    ...files,
  };
  return zip(Object.entries(all).map(([path, content]) => ({ path, content })));
};

// --- internal ---

const sumOf = (bytes: Buffer): number => {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum & 1) === 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
};

const entry = (file: ZipFile, offset: number): { local: Buffer[]; central: Buffer } => {
  const content = Buffer.from(file.content ?? "");
  const { stored = content.length < 16, streamed = false, mode = 0o100644 } = file;
  const { method = stored ? 0 : 8, flags = defaultFlags(file), crc = sumOf(content), size = content.length } = file;
  const packed = stored ? content : deflateRawSync(content);
  const name = Buffer.from(file.path);
  const front = Buffer.from(file.local?.path ?? name);
  const [extra, extraInFront] = [file.extra ?? Buffer.alloc(0), file.local?.extra ?? Buffer.alloc(0)];
  const packedInFront = file.local?.packedSize ?? packed.length;
  const inFront = { crc: file.local?.crc ?? crc, size: file.local?.size ?? size };
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(file.local?.flags ?? flags, 6);
  header.writeUInt16LE(file.local?.method ?? method, 8);
  if (!streamed) {
    header.writeUInt32LE(inFront.crc, 14);
    header.writeUInt32LE(packedInFront, 18);
    header.writeUInt32LE(inFront.size, 22);
  }
  header.writeUInt16LE(front.length, 26);
  header.writeUInt16LE(extraInFront.length, 28);
  const behind = Buffer.alloc(streamed ? 16 : 0);
  if (streamed) {
    behind.writeUInt32LE(0x08074b50, 0);
    behind.writeUInt32LE(inFront.crc, 4);
    behind.writeUInt32LE(packedInFront, 8);
    behind.writeUInt32LE(inFront.size, 12);
  }
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central[5] = file.host ?? 3;
  central.writeUInt16LE(flags, 8);
  central.writeUInt16LE(method, 10);
  central.writeUInt32LE(crc, 16);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(size, 24);
  central.writeUInt16LE(name.length, 28);
  central.writeUInt16LE(extra.length, 30);
  central.writeUInt32LE((mode << 16) >>> 0, 38);
  central.writeUInt32LE(offset, 42);
  const after = file.marked === false ? behind.subarray(4) : behind;
  return { local: [header, front, extraInFront, packed, after], central: Buffer.concat([central, name, extra]) };
};

/** Sum and sizes behind the content; a name in UTF-8. */
const defaultFlags = ({ streamed = false, path }: ZipFile): number =>
  (streamed ? 8 : 0) | (Buffer.from(path).some((byte) => byte > 0x7f) ? 0x800 : 0);
