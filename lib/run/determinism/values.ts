/**
 * Why two short texts at the same place differ.
 *
 * @module
 */
import { localeCause } from "./locales.ts";
import { describeMoments, epochOf, isDuring, momentAt } from "./moments.ts";
import type { Cause, Circumstances, Pair } from "./types.ts";

export interface Values {
  /** The line or value that holds the difference, of each. */
  lines: Pair<string>;
  /** Where in both lines the difference begins, in characters. */
  column: number;
  /** What the value is called: a key, or the text before it. */
  label: string;
  circumstances: Pair<Circumstances> | null;
}

/** The likely cause, by the strongest sign first; undefined when there is none. */
export const causeOfValues = (values: Values): Cause | undefined => {
  const words: Pair<string> = [wordAt(values.lines[0], values.column), wordAt(values.lines[1], values.column)];
  return (
    pathCause(values, words) ??
    momentCause(values, words) ??
    wordsOfLocale(values, words) ??
    addressCause(words) ??
    labelled(values, words) ??
    numberCause(words) ??
    randomCause(words)
  );
};

/** The name of a run's own directory, or of a directory for temporary files, covers the difference. */
export const pathCause = ({ lines, column, circumstances }: Values, words: Pair<string>): Cause | undefined => {
  const own = lines.map((line, index) => {
    const directories = circumstances?.[index as 0 | 1].directories ?? [];
    return directories.find((directory) => covers(line, directory, column));
  });
  if (own[0] !== undefined && own[1] !== undefined)
    return { kind: "path", detail: "the directory that the step ran in is in it" };
  const isPath = words.every((word) => /^(?:file:\/\/)?\/[^/]+\/./.test(word));
  if (isPath) return { kind: "path", detail: "two absolute paths" };
  return undefined;
};

// --- internal ---

const covers = (line: string, text: string, column: number): boolean => {
  for (let at = line.indexOf(text); at !== -1; at = line.indexOf(text, at + 1))
    if (at <= column && column <= at + text.length) return true;
  return false;
};

/** The run of characters without space, quote or bracket around `column`. */
const wordAt = (line: string, column: number): string => {
  const isInside = (index: number): boolean =>
    index >= 0 && index < line.length && !/[\s"'`<>()[\]{}=|;]/.test(line[index] ?? " ");
  let [start, end] = [column, column];
  while (isInside(start - 1)) start -= 1;
  while (isInside(end)) end += 1;
  return line.slice(start, end).replace(/^[,:]+|[,:]+$/g, "");
};

const momentCause = ({ lines, column, label, circumstances }: Values, words: Pair<string>): Cause | undefined => {
  const [a, b] = [momentAt(lines[0], column), momentAt(lines[1], column)];
  if (a !== undefined && b !== undefined) return { kind: "time-stamp", detail: describeMoments([a, b], circumstances) };
  const epochs = words.map(epochOf);
  const [first, second] = epochs;
  if (first === null || second === null || first === undefined || second === undefined) return undefined;
  const during = circumstances === null ? [] : [isDuring(first, circumstances[0]), isDuring(second, circumstances[1])];
  // Ten digits alone may be any number.
  if (during.includes(false) && !timeLabel.test(label)) return undefined;
  const form = "a number of seconds since 1970, or of parts of them";
  const moments = [
    { form, at: first },
    { form, at: second },
  ] as const;
  return { kind: "time-stamp", detail: describeMoments(moments, circumstances) };
};

const wordsOfLocale = ({ lines, circumstances }: Values, words: Pair<string>): Cause | undefined => {
  const detail = localeCause(words, circumstances) ?? localeCause(lines, circumstances);
  return detail === undefined ? undefined : { kind: "locale", detail };
};

const addressCause = (words: Pair<string>): Cause | undefined =>
  words.every((word) => /^0x[0-9a-f]{6,16}$/i.test(word))
    ? { kind: "memory-address", detail: "an object was written by where it lies in memory" }
    : undefined;

const timeLabel = /time|date|stamp|created|modified|updated|elapsed|duration|seconds|took|_at\b|_ms\b/i;
const seedLabel = /seed|random|uuid|guid|nonce|salt|token|run_?id|temp/i;

const labelled = ({ lines, column, label }: Values, words: Pair<string>): Cause | undefined => {
  const isNumber = words.every((word) => /^[-+]?\d[\d.,e+-]*[a-zµ]{0,3}$/i.test(word));
  const after = lines.map((line) => line.slice(column).replace(/^[\d.,e+-]*/i, ""));
  if (isNumber && after.every((rest) => /^ ?(?:ns|us|µs|ms|s|sec|secs|seconds?|min|minutes?|h)\b/.test(rest)))
    return { kind: "time-stamp", detail: "how long something took" };
  if (isNumber && timeLabel.test(label)) return { kind: "time-stamp", detail: `it is called "${tail(label)}"` };
  if (isNumber && /\bpid\W*$/i.test(label)) return { kind: "process-id", detail: "the number of a process" };
  if (seedLabel.test(label)) return { kind: "random-seed", detail: `it is called "${tail(label)}"` };
  return undefined;
};

const tail = (label: string): string => label.trim().slice(-40);

/** Numbers that agree in many digits were rounded; others were drawn. */
const numberCause = (words: Pair<string>): Cause | undefined => {
  const [a, b] = words.map((word) => (/^[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(word) ? Number(word) : Number.NaN));
  if (a === undefined || b === undefined || Number.isNaN(a) || Number.isNaN(b)) return undefined;
  const isFraction = words.some((word) => /[.e]/i.test(word));
  const distance = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), Number.MIN_VALUE);
  if (isFraction && distance < 1e-6)
    return {
      kind: "rounding",
      detail: `they agree to one part in ${(1 / distance).toExponential(0)}: sums in another order, as by threads`,
    };
  const digits = Math.min(...words.map((word) => word.replace(/\D/g, "").length));
  if (isFraction || digits >= 3)
    return { kind: "random-seed", detail: "two numbers with nothing in common, as drawn without a fixed seed" };
  return undefined;
};

const randomCause = (words: Pair<string>): Cause | undefined => {
  const both = (pattern: RegExp): boolean => words.every((word) => pattern.test(word));
  if (both(/^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i)) return { kind: "random-seed", detail: "two UUIDs" };
  if (both(/^(?:0x)?(?:[0-9a-f]{2}){4,}$/i))
    return {
      kind: "random-seed",
      detail: "two words of hexadecimal digits: drawn, or the digest of something that differs",
    };
  const isMixed = (word: string): boolean =>
    /^[\w+/-]{12,}={0,2}$/.test(word) && /\d/.test(word) && /[a-z]/i.test(word);
  return words.every(isMixed) ? { kind: "random-seed", detail: "two words of random letters and digits" } : undefined;
};
