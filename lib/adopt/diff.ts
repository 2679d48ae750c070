/**
 * Unified diffs that `git apply` takes.
 *
 * @module
 */
import { sha256 } from "../digest.ts";

/** A file before and after; null when it isn't there. Both as text of one character a byte (`latin1`). */
export interface Sides {
  path: string;
  before: string | null;
  after: string | null;
}

/**
 * The change as `diff --git` prints it, three lines of context, without a final newline; `""` when nothing differs.
 *
 * A change of more than {@link mostLines} lines is a comment of one line, which git passes over: nobody reads the other.
 * The lines are the same, or one block differs between the common beginning and the common end: all that init ever
 * does. So there is one hunk at most.
 */
export const unifiedDiff = ({ path, before, after }: Sides): string => {
  if (before === after) return "";
  const [old, now] = [linesOf(before), linesOf(after)];
  const start = commonPrefix(old, now);
  const end = commonSuffix(old, now, start);
  const first = Math.max(0, start - context);
  const [oldEnd, nowEnd] = [old.length - end, now.length - end];
  const tail = old.slice(oldEnd, oldEnd + context);
  const body = [
    ...old.slice(first, start).map((line) => ` ${line}`),
    ...old.slice(start, oldEnd).map((line) => `-${line}`),
    ...now.slice(start, nowEnd).map((line) => `+${line}`),
    ...tail.map((line) => ` ${line}`),
  ];
  const counts = [oldEnd + tail.length - first, nowEnd + tail.length - first] as const;
  const hunk = `@@ -${range(first, counts[0])} +${range(first, counts[1])} @@`;
  const [from, to] = [quoted(`a/${path}`), quoted(`b/${path}`)];
  const head = [
    `diff --git ${from} ${to}`,
    ...(before === null ? ["new file mode 100644"] : []),
    ...(after === null ? ["deleted file mode 100644"] : []),
  ];
  if (body.length === 0) return head.join("\n");
  if (body.length > mostLines) return summary(path, before, after);
  const names = [`--- ${before === null ? "/dev/null" : from}`, `+++ ${after === null ? "/dev/null" : to}`];
  return [...head, ...names, hunk, ...body.map((line) => utf8(withEnd(line)))].join("\n");
};

// --- internal ---

const context = 3;
/** More is a program, not a text. */
const mostLines = 5000;

const summary = (path: string, before: string | null, after: string | null): string => {
  const side = (text: string | null) =>
    text === null ? "nothing" : `${linesOf(text).length} lines, sha256 ${sha256(Buffer.from(text, "latin1"))}`;
  return `# ${quoted(path)}: ${before === null ? "" : `${side(before)}, becomes `}${side(after)}`;
};

/** Lines with their newline, so that one without it differs from one with it. */
const linesOf = (text: string | null): string[] => text?.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const withEnd = (line: string): string =>
  line.endsWith("\n") ? line.slice(0, -1) : `${line}\n\\ No newline at end of file`;

/** People read UTF-8; what is not valid gets replacement characters. */
const utf8 = (line: string): string => Buffer.from(line, "latin1").toString("utf8");

const commonPrefix = (a: readonly string[], b: readonly string[]): number => {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count += 1;
  return count;
};

const commonSuffix = (a: readonly string[], b: readonly string[], start: number): number => {
  const most = Math.min(a.length, b.length) - start;
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count += 1;
  return count;
};

const range = (first: number, count: number): string => (count === 0 ? `${first},0` : `${first + 1},${count}`);

/** As git quotes names: only when it must. */
const quoted = (name: string): string => (/["\\\u0000-\u001f\u007f]/.test(name) ? JSON.stringify(name) : name);
