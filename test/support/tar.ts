/**
 * Tars of any kind: canonical ones, and ones that nobody should accept.
 *
 * @module
 */
import { createTarReader, planTar, type TarEntry, tarEnd, tarHeader, tarPadding } from "../../lib/evidence/index.ts";

/** The canonical tar of these files: path → content. */
export const makeTar = (files: Readonly<Record<string, string | Uint8Array>>): Buffer => {
  const contents = new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]));
  const plan = planTar([...contents].map(([path, { length }]) => ({ path, size: length })));
  const pieces = plan.flatMap((entry) => [
    tarHeader(entry),
    (entry.kind === "file" ? contents.get(entry.path) : undefined) ?? Buffer.alloc(0),
    tarPadding(entry.size),
  ]);
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([...pieces, tarEnd(size)]);
};

export interface RawEntry {
  name?: string | Buffer;
  type?: string;
  content?: string | Buffer;
  /** The field's bytes; default: the content's length in octal. */
  size?: string | Buffer;
  prefix?: string;
  time?: string;
  link?: string;
  magic?: string;
  /** Default: right. */
  checksum?: string;
}

/** One entry, however wrong: header, content, padding. */
export const rawEntry = (entry: RawEntry): Buffer => {
  const content = Buffer.from(entry.content ?? "");
  const block = Buffer.alloc(512);
  Buffer.from(entry.name ?? "run-1/a.txt").copy(block, 0, 0, 100);
  block.write("0000644\x000000000\x000000000\0", 100, "latin1");
  Buffer.from(entry.size ?? `${content.length.toString(8).padStart(11, "0")}\0`).copy(block, 124, 0, 12);
  block.write(entry.time ?? "00000000000\0", 136, "latin1");
  block.write(entry.type ?? "0", 156, "latin1");
  block.write(entry.link ?? "", 157, "latin1");
  block.write(entry.magic ?? "ustar\x0000", 257, "latin1");
  block.write(entry.prefix ?? "", 345, "latin1");
  block.fill(" ", 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(entry.checksum ?? `${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return Buffer.concat([block, content, tarPadding(content.length)]);
};

/** Entries and a proper end. */
export const rawTar = (...entries: readonly (RawEntry | Buffer)[]): Buffer =>
  Buffer.concat([...entries.map((entry) => (Buffer.isBuffer(entry) ? entry : rawEntry(entry))), Buffer.alloc(1024)]);

/** One record of an extended header. */
export const record = (key: string, value: string): string => {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest) + 1;
  while (`${length}`.length + Buffer.byteLength(rest) !== length) length = `${length}`.length + Buffer.byteLength(rest);
  return `${length}${rest}`;
};

/** What the reader makes of `bytes`, given in pieces of `step` bytes. */
export const readTar = (bytes: Buffer, step = bytes.length, limits?: { entries: number }) => {
  const entries: (TarEntry & { content: string })[] = [];
  const ended: string[] = [];
  const sink = {
    onEntry: (entry: TarEntry) => void entries.push({ ...entry, content: "" }),
    onContent: (piece: Buffer) => {
      const last = entries.at(-1);
      if (last !== undefined) last.content += piece.toString("latin1");
    },
    onFileEnd: () => void ended.push(entries.at(-1)?.path ?? ""),
  };
  const reader = createTarReader("x.tar", sink, limits);
  for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step));
  reader.end();
  return { entries, ended };
};
