/**
 * Text: which line differs, and whether the same lines stand there in another order.
 *
 * @module
 */
import { elapsed } from "../../clock.ts";
import { isCollation } from "./locales.ts";
import type { ByteSource } from "./source.ts";
import type { Cause, Circumstances, Pair } from "./types.ts";
import { causeOfValues } from "./values.ts";

/** A line that holds an offset, or as much of it as counts. */
export interface Line {
  text: string;
  /** Where the offset lies in `text`, in characters. */
  column: number;
}

/** The line around `offset`: at most 4 KiB before it, and 12 KiB behind. */
export const lineAround = (source: ByteSource, offset: number): Line => {
  const start = Math.max(0, offset - longestBefore);
  const before = Buffer.from(source.read(start, offset - start));
  const after = source.read(offset, longestAfter);
  const end = after.indexOf(newline);
  const head = before.subarray(before.lastIndexOf(newline) + 1).toString("utf8");
  // A character of several bytes may begin before the first byte that differs.
  const lead = head.replace(/\ufffd+$/, "");
  const split = Buffer.byteLength(head) - Buffer.byteLength(lead) > 0 ? tailBytes(before) : Buffer.alloc(0);
  const rest = Buffer.concat([split, after.subarray(0, end === -1 ? after.length : end)]).toString("utf8");
  return { text: (lead + rest).replace(/\r$/, ""), column: lead.length };
};

/** Line and column of `offset`, both from 1; the column counts bytes. */
export const lineNumber = async (source: ByteSource, offset: number): Promise<{ line: number; column: number }> => {
  let [line, last, breathed] = [1, -1, elapsed()];
  for (let at = 0; at < offset; at += chunkSize) {
    const chunk = source.read(at, Math.min(chunkSize, offset - at));
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, end + 1)) {
      line += 1;
      last = at + end;
    }
    if (elapsed() - breathed < 50) continue;
    await new Promise(setImmediate);
    breathed = elapsed();
  }
  return { line, column: offset - last };
};

/** No byte around `offset` that text does not have. */
export const isText = (source: ByteSource, offset: number): boolean => {
  const start = Math.max(0, offset - 1024);
  const bytes = source.read(start, offset - start + 4096);
  let odd = 0;
  for (const byte of bytes) if (byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b)) odd += 1;
  return odd === 0;
};

/** Why two texts differ at `offset`. */
export const textCause = async (
  sources: Pair<ByteSource>,
  offset: number,
  circumstances: Pair<Circumstances> | null,
): Promise<{ lines: Pair<Line>; cause: Cause | undefined }> => {
  const lines: Pair<Line> = [lineAround(sources[0], offset), lineAround(sources[1], offset)];
  const cause =
    (await orderCause(sources, offset - Buffer.byteLength(lines[0].text.slice(0, lines[0].column)))) ??
    itemsCause(lines) ??
    valueCause(lines, circumstances);
  return { lines, cause };
};

/** Both lines with as many words behind the difference as a person needs. */
export const excerpt = ({ text, column }: Line): string => {
  const start = Math.max(0, column - 30);
  return `${start > 0 ? "…" : ""}${text.slice(start, column + 50)}`;
};

// --- internal ---

const newline = 0x0a;
const chunkSize = 2 ** 20;
const [longestBefore, longestAfter] = [4096, 12_288];
/** Bytes up to which lines are looked at one by one. */
const largestSorted = 8 * 2 ** 20;

/** The bytes of a character that was cut at the end. */
const tailBytes = (bytes: Buffer): Buffer => {
  let start = bytes.length;
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1)
    if (((bytes[bytes.length - back] ?? 0) & 0xc0) === 0xc0) start = bytes.length - back;
  return bytes.subarray(start);
};

const valueCause = (lines: Pair<Line>, circumstances: Pair<Circumstances> | null): Cause | undefined => {
  const column = Math.min(lines[0].column, lines[1].column);
  const label = /[^\s"'`<>()[\]{}=|;]*$/.exec(lines[0].text.slice(0, column))?.index ?? column;
  return causeOfValues({
    lines: [lines[0].text, lines[1].text],
    column,
    label: lines[0].text.slice(Math.max(0, label - 40), label),
    circumstances,
  });
};

/** The same words on the line, as a set is written that has no order. */
const itemsCause = ([a, b]: Pair<Line>): Cause | undefined => {
  if (a.text.length !== b.text.length || a.text === b.text) return undefined;
  const words = [a, b].map(({ text }) => text.split(/[^\w.+-]+/).sort());
  if ((words[0]?.length ?? 0) < 3 || words[0]?.join("\0") !== words[1]?.join("\0")) return undefined;
  const isMap = /["'\w] ?(?::|=>?) ?/.test(a.text.slice(a.text.search(/[{[(]/)));
  return isMap && /[{]/.test(a.text)
    ? { kind: "unordered-keys", detail: "the same keys and values in another order" }
    : { kind: "unordered-items", detail: "the same words in another order, as a set gives them" };
};

/** `start`: where the first line begins that differs; what stands before it is the same in both. */
const orderCause = async ([a, b]: Pair<ByteSource>, start: number): Promise<Cause | undefined> => {
  if (a.size !== b.size) return undefined;
  const [one, other] = [await digestOfLines(a, start), await digestOfLines(b, start)];
  if (one !== other) return undefined;
  const detail = "the same lines in another order";
  if (a.size > largestSorted) return { kind: "unordered-items", detail };
  const lines = [a, b].map((source) => source.read(0, source.size).toString("utf8").replace(/\n$/, "").split("\n"));
  return isCollation([lines[0] ?? [], lines[1] ?? []])
    ? { kind: "locale", detail: "the same lines, each sorted as another locale sorts" }
    : { kind: "unordered-items", detail: `${detail}, as a set or a directory gives them` };
};

/** A digest of all lines that does not depend on their order: a sum over the lines' own digests, in constant memory. */
const digestOfLines = async (source: ByteSource, start: number): Promise<string> => {
  let [low, high, count, a, b, length, breathed] = [0, 0, 0, 1, 2, 0, elapsed()];
  const end = (): void => {
    low = (low + mix(a)) >>> 0;
    high = (high + mix(b)) >>> 0;
    [count, a, b, length] = [count + 1, 1, 2, 0];
  };
  for (let at = start; at < source.size; at += chunkSize) {
    const chunk = source.read(at, chunkSize);
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index] ?? 0;
      if (byte === newline) end();
      else {
        a = Math.imul(a ^ byte, 0x01000193);
        b = Math.imul(b + byte, 0x9e3779b1) ^ (b >>> 15);
        length += 1;
      }
    }
    if (elapsed() - breathed < 50) continue;
    await new Promise(setImmediate);
    breathed = elapsed();
  }
  if (length > 0) end();
  return `${count}:${low}:${high}`;
};

/** The last step of MurmurHash3: every bit of a line's digest counts in every bit of the sum. */
const mix = (value: number): number => {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};
