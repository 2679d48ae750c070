/**
 * The beginning and the end of a log, in constant memory, as text that can be shown.
 *
 * @module
 */
import { escapeSequences } from "../text.ts";

export interface LogExcerpt {
  /** First lines, without their newlines. */
  head: string[];
  /** Last lines; empty when `head` is all there is. */
  tail: string[];
  /** Lines between the two. */
  omitted: number;
  lines: number;
  bytes: number;
  /** Terminal escape sequences that were left out of what is shown. */
  escapes: number;
  /** Parts of lines that a later part had written over, as progress bars do; left out, too. */
  overwritten: number;
}

/** Collects pieces of a log in their order. */
export interface LogCollector {
  add(piece: Uint8Array): void;
  end(): LogExcerpt;
}

export const createLogCollector = (limits: Limits = defaultLimits): LogCollector => {
  const head: Uint8Array[] = [];
  let [headBytes, bytes, newlines, last] = [0, 0, 0, newline];
  let tail = Buffer.alloc(0);
  return {
    add: (piece) => {
      bytes += piece.length;
      newlines += countNewlines(piece);
      last = piece.at(-1) ?? last;
      const own = piece.subarray(0, limits.headBytes - headBytes);
      if (own.length > 0) head.push(Uint8Array.from(own));
      headBytes += own.length;
      tail = Buffer.concat([tail, piece.subarray(own.length)].map((part) => part.subarray(-limits.tailBytes)));
      tail = tail.subarray(-limits.tailBytes);
    },
    end: () => {
      const lines = newlines + (last === newline ? 0 : 1);
      return excerptOf({ head: Buffer.concat(head), tail, bytes, lines }, limits);
    },
  };
};

// --- internal ---

interface Limits {
  /** Most lines of the beginning and of the end. */
  headLines: number;
  tailLines: number;
  /** Longest line, in characters. */
  width: number;
  headBytes: number;
  tailBytes: number;
}

const defaultLimits: Limits = {
  headLines: 20,
  tailLines: 60,
  width: 1000,
  headBytes: 32 * 1024,
  tailBytes: 64 * 1024,
};

const newline = 0x0a;

const countNewlines = (bytes: Uint8Array): number => {
  let count = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
};

interface Collected {
  head: Buffer;
  tail: Buffer;
  bytes: number;
  lines: number;
}

const excerptOf = ({ head, tail, bytes, lines }: Collected, limits: Limits): LogExcerpt => {
  const isWhole = bytes === head.length + tail.length;
  const seen = { escapes: 0, overwritten: 0 };
  const shown = (raw: readonly string[]): string[] => raw.map((line) => shownLine(line, limits.width, seen));
  if (isWhole) {
    const all = linesOf(Buffer.concat([head, tail]));
    if (all.length <= limits.headLines + limits.tailLines)
      return { head: shown(all), tail: [], omitted: 0, lines, bytes, ...seen };
    const first = shown(all.slice(0, limits.headLines));
    const end = shown(all.slice(-limits.tailLines));
    return { head: first, tail: end, omitted: all.length - first.length - end.length, lines, bytes, ...seen };
  }
  // What was cut in the middle of a line is left out, unless it is all that there is.
  const first = shown(linesOf(uptoNewline(head)).slice(0, limits.headLines));
  const end = shown(linesOf(fromNewline(tail)).slice(-limits.tailLines));
  return { head: first, tail: end, omitted: Math.max(0, lines - first.length - end.length), lines, bytes, ...seen };
};

const uptoNewline = (bytes: Buffer): Buffer => {
  const at = bytes.lastIndexOf(newline);
  return at === -1 ? bytes : bytes.subarray(0, at + 1);
};

const fromNewline = (bytes: Buffer): Buffer => {
  const at = bytes.indexOf(newline);
  return at === -1 || at === bytes.length - 1 ? bytes : bytes.subarray(at + 1);
};

/** Bytes that are no UTF-8 become U+FFFD. */
const linesOf = (bytes: Buffer): string[] => {
  const lines = bytes.toString("utf8").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
};

/** What a terminal would show of the line, without colours and cursor movements. */
const shownLine = (raw: string, width: number, seen: { escapes: number; overwritten: number }): string => {
  const line = raw.replace(escapeSequences, () => {
    seen.escapes += 1;
    return "";
  });
  const parts = line.replace(/\r+$/, "").split("\r");
  seen.overwritten += parts.length - 1;
  const text = parts.at(-1) ?? "";
  return text.length <= width ? text : `${text.slice(0, width)}… (${text.length - width} more characters)`;
};
