/**
 * The lines on which a token stands: what a finding is known by when the lines move.
 *
 * @module
 */
import { sha256 } from "../../digest.ts";
import type { Encoding } from "./tokens.ts";

/** Longest line on either side of a match, in bytes: text that people write has shorter ones. */
export const longestSide = 1024;

/** A match in a window of the content. */
export interface LineQuestion {
  window: Buffer;
  match: { start: number; end: number; encoding: Encoding };
  /** What the content is as text; undefined for what is none. */
  kind: Encoding | undefined;
  /** Nothing comes before the window. */
  isFirst: boolean;
  /** Nothing comes behind it. */
  isLast: boolean;
}

/** A line by where it begins and ends in the window, and its text without white space around it. */
export interface Line {
  start: number;
  end: number;
  text: string;
}

/**
 * The line around a match. Undefined where the content is no text in the match's encoding, and for a line that goes on for
 * {@link longestSide} bytes or more on a side. The text is the bytes of its UTF-8 form as latin1: one and the same in every
 * encoding, and never lossy.
 */
export const lineAround = (question: LineQuestion): Line | undefined => {
  const { window, match, kind } = question;
  const isOff = kind !== "UTF-8" && match.start % 2 === 1;
  if (kind !== match.encoding || isOff) return undefined;
  const [start, end] = [lineStart(question, kind), lineEnd(question, kind)];
  if (start === undefined || end === undefined) return undefined;
  return { start, end, text: withoutMargin(textOf(window.subarray(start, end), kind)) };
};

/** The lines of one token in one content. */
export interface LineList {
  /** Whether the line at a byte of the content must be asked for: it was not added yet, and the list can still be one. */
  needs(offset: number): boolean;
  /** `before`: bytes of the content before the window. Without a line, there is no list any more. */
  add(line: Line | undefined, before: number): void;
  /** A digest of each, sorted; undefined when not every occurrence has a line, or there are too many. */
  end(): string[] | undefined;
}

/** `digest`: how a line's text is written down; what is secret needs a keyed one. */
export const createLineList = (digest: (text: string) => string = digestOf): LineList => {
  let digests: string[] | undefined = [];
  let done = 0;
  return {
    // Twice on one line is one line.
    needs: (offset) => digests !== undefined && offset >= done,
    add: (line, before) => {
      if (line === undefined || digests === undefined || digests.length === mostLines) {
        digests = undefined;
        return;
      }
      done = before + line.end;
      digests.push(digest(line.text));
    },
    end: () => digests?.sort(),
  };
};

// --- internal ---

/** A content with more of them is known by all of its bytes. */
const mostLines = 1000;

const digestOf = (text: string): string => sha256(Buffer.from(text, "latin1")).slice(0, 32);

const lineStart = ({ window, match: { start }, isFirst }: LineQuestion, kind: Encoding): number | undefined => {
  const from = Math.max(0, start - longestSide);
  const at = lastBreak(window.subarray(from, start), kind);
  if (at !== -1) return from + at + unitSize(kind);
  return isFirst && from === 0 ? 0 : undefined;
};

const lineEnd = ({ window, match: { end }, isLast }: LineQuestion, kind: Encoding): number | undefined => {
  const to = Math.min(window.length, end + longestSide);
  const at = firstBreak(window.subarray(end, to), kind);
  if (at !== -1) return end + at;
  return isLast && to === window.length ? to : undefined;
};

const unitSize = (kind: Encoding): 1 | 2 => (kind === "UTF-8" ? 1 : 2);

const isWideBreak = (bytes: Buffer, at: number, kind: Encoding): boolean =>
  bytes[at] === (kind === "UTF-16 LE" ? 0x0a : 0) && bytes[at + 1] === (kind === "UTF-16 LE" ? 0 : 0x0a);

const firstBreak = (bytes: Buffer, kind: Encoding): number => {
  if (kind === "UTF-8") return bytes.indexOf(0x0a);
  for (let at = 0; at < bytes.length; at += 2) if (isWideBreak(bytes, at, kind)) return at;
  return -1;
};

/** `bytes` end where a unit ends, and have whole units. */
const lastBreak = (bytes: Buffer, kind: Encoding): number => {
  if (kind === "UTF-8") return bytes.lastIndexOf(0x0a);
  for (let at = bytes.length - 2; at >= 0; at -= 2) if (isWideBreak(bytes, at, kind)) return at;
  return -1;
};

const textOf = (bytes: Buffer, kind: Encoding): string => {
  if (kind === "UTF-8") return bytes.toString("latin1");
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  return Buffer.from((kind === "UTF-16 LE" ? even : even.swap16()).toString("utf16le"), "utf8").toString("latin1");
};

/** Of ASCII only: a byte above may be a part of a character. */
const withoutMargin = (text: string): string => text.replace(/^[\t\v\f\r ]+/, "").replace(/[\t\v\f\r ]+$/, "");
