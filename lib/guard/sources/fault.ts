/**
 * What is wrong with a source, and where.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import type { Located } from "./tree.ts";

/** Largest source that is read, in bytes. */
export const maxBytes = 4 * 2 ** 20;

/** Deepest nesting of maps and lists that is followed. */
export const maxDepth = 64;

/** Line and column, both from 1; columns in UTF-16 units. */
export type Place = Pick<Located<unknown>, "line" | "column">;

/** `E_SOURCE`: a file that can't be understood. It carries its place, so that a check can make a finding of it. */
export class SourceError extends KprovError {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** What was wrong, without path and place. */
  readonly reason: string;

  constructor(path: string, { line, column }: Place, reason: string, cause?: unknown) {
    super("E_SOURCE", `Cannot read "${path}" at line ${line}, column ${column}: ${reason}`, { cause });
    this.path = path;
    this.line = line;
    this.column = column;
    this.reason = reason;
  }
}

/** Where a file begins. */
export const top: Place = { line: 1, column: 1 };

/**
 * The text without a byte order mark, when it is one that a parser can be trusted with: at most {@link maxBytes} and
 * no NUL, which is what UTF-16 and binary files look like. Throws `E_SOURCE`.
 */
export const readableText = (path: string, text: string): string => {
  const size = Buffer.byteLength(text);
  if (size > maxBytes) throw new SourceError(path, top, `expected at most ${maxBytes} bytes, found ${size}`);
  const nul = text.indexOf("\0");
  if (nul !== -1) throw new SourceError(path, createPlaces(text)(nul), "a NUL character, so this is not text");
  return text.startsWith("\ufeff") ? text.slice(1) : text;
};

/** A function from offsets in `text` to places. Lines end with LF, CR LF or CR. */
export const createPlaces = (text: string): ((offset: number) => Place) => {
  const starts = lineStarts(text);
  return (offset) => {
    const index = lastAtMost(starts, offset);
    return { line: index + 1, column: offset - (starts[index] ?? 0) + 1 };
  };
};

/** Where each line of `text` begins. */
export const lineStarts = (text: string): readonly number[] => {
  if (last.text === text) return last.starts;
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  last = { text, starts };
  return starts;
};

/** Index of the last of `starts`, which rise from 0, that is not beyond `offset`. */
export const lastAtMost = (starts: readonly number[], offset: number): number => {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
};

// --- internal ---

/** A pipeline has a script in each of its jobs, and all are places of one text. */
let last: { text: string; starts: readonly number[] } = { text: "", starts: [0] };
