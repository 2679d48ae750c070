/**
 * Two texts, line by line.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { commonLength } from "../bytes.ts";
import { diffSequences, type Hunk } from "../sequence.ts";
import { cutBoth, type LineChange, mostExamples, type TextChange } from "./types.ts";

/** UTF-8 without NUL: what an editor shows as text. */
export const isText = (bytes: Buffer): boolean => !bytes.includes(0) && isUtf8(bytes);

/** How many lines came and went, and the first ones. Lines end at newlines alone. */
export const compareText = (before: Buffer, after: Buffer): TextChange => {
  const common = commonLines(before, after);
  const [left, right] = [linesOf(before, common), linesOf(after, common)];
  const hunks = diffSequences(left.lines, right.lines);
  const sum = (key: "added" | "removed") => hunks.reduce((total, hunk) => total + hunk[key], 0);
  const note = noteOn(hunks, left, right);
  return {
    kind: "text",
    added: sum("added"),
    removed: sum("removed"),
    before: common.lines + left.lines.length,
    after: common.lines + right.lines.length,
    first: examplesOf(hunks, { left: left.lines, right: right.lines, skipped: common.lines }),
    ...(note !== undefined && { note }),
  };
};

/** Where two contents differ first; the length of the shorter one when it is the start of the other. */
export const firstDifference = (before: Buffer, after: Buffer): number =>
  commonLength({ bytes: before, from: 0, to: before.length }, { bytes: after, from: 0, to: after.length });

// --- internal ---

interface Common {
  /** Bytes of the lines at the start that are the same. */
  bytes: number;
  lines: number;
}

interface Lines {
  lines: string[];
  /** The last line has its newline, or there is no line. */
  isEnded: boolean;
}

/** Most differences are few: what is the same before the first one need not be taken apart. */
const commonLines = (before: Buffer, after: Buffer): Common => {
  const end = firstDifference(before, after);
  const bytes = end === 0 ? 0 : before.lastIndexOf(0x0a, end - 1) + 1;
  let lines = 0;
  for (let at = before.indexOf(0x0a); at !== -1 && at < bytes; at = before.indexOf(0x0a, at + 1)) lines += 1;
  return { bytes, lines };
};

const linesOf = (bytes: Buffer, common: Common): Lines => {
  const text = bytes.toString("utf8", common.bytes);
  if (text === "") return { lines: [], isEnded: true };
  const isEnded = text.endsWith("\n");
  return { lines: (isEnded ? text.slice(0, -1) : text).split("\n"), isEnded };
};

const examplesOf = (
  hunks: readonly Hunk[],
  { left, right, skipped }: { left: readonly string[]; right: readonly string[]; skipped: number },
): LineChange[] => {
  const numberOf = (place: number | null): number | null => (place === null ? null : skipped + place + 1);
  const lineAt = (lines: readonly string[], place: number | null) => (place === null ? null : (lines[place] ?? ""));
  return placesOf(hunks).map(([from, to]) => ({
    line: { before: numberOf(from), after: numberOf(to) },
    ...cutBoth(lineAt(left, from), lineAt(right, to)),
  }));
};

/** The first lines of all hunks, one that went beside the one that came. */
const placesOf = (hunks: readonly Hunk[]): [number | null, number | null][] => {
  const places: [number | null, number | null][] = [];
  for (const { before, after, removed, added } of hunks) {
    for (let index = 0; index < Math.max(removed, added); index += 1) {
      if (places.length === mostExamples) return places;
      places.push([index < removed ? before + index : null, index < added ? after + index : null]);
    }
  }
  return places;
};

const noteOn = (hunks: readonly Hunk[], left: Lines, right: Lines): string | undefined => {
  if (left.isEnded !== right.isEnded) {
    return right.isEnded ? "the last line has its newline now" : "the last line has no newline any more";
  }
  if (hunks.length === 0) return undefined;
  const isLineEnd = hunks.every(
    ({ before, after, removed, added }) =>
      removed === added &&
      Array.from({ length: Math.min(removed, mostCompared) }, (_, index) => index).every(
        (index) => withoutReturn(left.lines[before + index]) === withoutReturn(right.lines[after + index]),
      ),
  );
  return isLineEnd ? "only line ends differ (CRLF and LF)" : undefined;
};

/** A hunk of a million lines that differ in their ends alone differs there in the first thousand, too. */
const mostCompared = 1000;

const withoutReturn = (line: string | undefined): string => (line ?? "").replace(/\r$/, "");
