/**
 * A change as people read it: a unified diff.
 *
 * @module
 */
import { visible } from "../../text.ts";

/** A text before and after; both have the same number of lines. */
export interface Changed {
  path: string;
  before: string;
  after: string;
}

/** `diff --git` with three lines of context, without a final newline; empty when nothing differs. */
export const formatPatch = ({ path, before, after }: Changed): string => {
  const [old, now] = [linesOf(before), linesOf(after)];
  const changed = old.flatMap((line, index) => (line === now[index] ? [] : [index]));
  if (changed.length === 0) return "";
  const hunks = hunksOf(changed, old.length).map(([first, last]) => {
    const length = last - first + 1;
    return [`@@ -${first + 1},${length} +${first + 1},${length} @@`, ...hunkLines(old, now, first, last)].join("\n");
  });
  const name = visible(path);
  return [`diff --git a/${name} b/${name}`, `--- a/${name}`, `+++ b/${name}`, ...hunks].join("\n");
};

// --- internal ---

const context = 3;

/** Each with the newline that ends it, so that one without differs. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? [];

/** First and last line of each hunk; those that touch are one. */
const hunksOf = (changed: readonly number[], length: number): [number, number][] => {
  const hunks: [number, number][] = [];
  for (const index of changed) {
    const [first, last] = [Math.max(0, index - context), Math.min(length - 1, index + context)];
    const open = hunks.at(-1);
    if (open !== undefined && first <= open[1] + 1) open[1] = last;
    else hunks.push([first, last]);
  }
  return hunks;
};

/** Lines that change together stand together: those that go before those that come. */
const hunkLines = (old: readonly string[], now: readonly string[], first: number, last: number): string[] => {
  const lines: string[] = [];
  for (let index = first; index <= last; ) {
    let end = index;
    while (old[end] !== now[end]) end += 1;
    if (end === index) lines.push(...shown(" ", old[index]));
    else {
      for (let at = index; at < end; at += 1) lines.push(...shown("-", old[at]));
      for (let at = index; at < end; at += 1) lines.push(...shown("+", now[at]));
    }
    index = Math.max(end, index + 1);
  }
  return lines;
};

const shown = (sign: string, line = ""): string[] => [
  `${sign}${line.endsWith("\n") ? line.slice(0, -1) : line}`,
  ...(line.endsWith("\n") ? [] : ["\\ No newline at end of file"]),
];
