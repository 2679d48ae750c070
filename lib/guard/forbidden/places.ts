/**
 * Lines and columns of bytes that are text.
 *
 * @module
 */
import type { Encoding } from "./tokens.ts";

/** 1-based; the column in UTF-16 units, as editors count. A byte order mark is no column. */
export interface Place {
  line: number;
  column: number;
}

export interface Places {
  /** The next window; the first one says what kind of text it is. It begins at an even byte of the content. */
  begin(window: Buffer): void;
  /** The place of a match in the window, if the content is text of its encoding. */
  at(window: Buffer, match: { start: number; encoding: Encoding }): Place | undefined;
  /** The first `count` bytes of the window are done with. */
  pass(window: Buffer, count: number): void;
  /** What the content is as text; undefined for what is none. */
  kind(): Encoding | undefined;
}

/** For one content, window by window. */
export const createPlaces = (): Places => {
  let kind: Encoding | undefined;
  let isKnown = false;
  let here: Place = { line: 1, column: 1 };
  const after = (window: Buffer, count: number): Place =>
    kind === undefined ? here : advance(here, window.subarray(0, count), kind);
  return {
    begin: (window) => {
      if (isKnown) return;
      isKnown = true;
      kind = kindOf(window);
      // So that the character behind the mark is the first.
      if (hasMark(window, kind)) here = { line: 1, column: 0 };
    },
    at: (window, { start, encoding }) => {
      const isOff = encoding !== "UTF-8" && start % 2 === 1;
      return kind === encoding && !isOff ? after(window, start) : undefined;
    },
    pass: (window, count) => {
      here = after(window, count);
    },
    kind: () => kind,
  };
};

// --- internal ---

/** UTF-16 by its mark; else text as git decides it: no zero byte in the first 8,000 (buffer_is_binary). */
const kindOf = (head: Buffer): Encoding | undefined => {
  if (head[0] === 0xff && head[1] === 0xfe) return "UTF-16 LE";
  if (head[0] === 0xfe && head[1] === 0xff) return "UTF-16 BE";
  return head.subarray(0, 8000).includes(0) ? undefined : "UTF-8";
};

/** UTF-16 is known by its mark; and what is no text has no places. */
const hasMark = (head: Buffer, kind: Encoding | undefined): boolean =>
  kind !== "UTF-8" || (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf);

const advance = (from: Place, bytes: Buffer, kind: Encoding): Place =>
  kind === "UTF-8" ? advanceNarrow(from, bytes) : advanceWide(from, bytes, kind === "UTF-16 LE" ? 0 : 1);

const advanceNarrow = ({ line, column }: Place, bytes: Buffer): Place => {
  let [lines, units] = [line, column];
  for (const byte of bytes) {
    if (byte === 0x0a) [lines, units] = [lines + 1, 1];
    // Each character once, at its first byte; those of four bytes are two units.
    else if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return { line: lines, column: units };
};

/** `low`: where in its unit the low byte stands. `bytes` have whole units. */
const advanceWide = ({ line, column }: Place, bytes: Buffer, low: 0 | 1): Place => {
  let [lines, units] = [line, column];
  for (let at = 0; at < bytes.length; at += 2) {
    const isBreak = bytes[at + low] === 0x0a && bytes[at + 1 - low] === 0;
    [lines, units] = isBreak ? [lines + 1, 1] : [lines, units + 1];
  }
  return { line: lines, column: units };
};
