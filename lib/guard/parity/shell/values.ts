/**
 * What a script puts into its variables, as it is written.
 *
 * @module
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expansions of shells stand in the texts
import { arrayEnd } from "./reader.ts";
import { isAnything } from "./setters.ts";
import type { Word } from "./syntax.ts";
import { readWord } from "./words.ts";

/** By the name; undefined among them: anything. */
export type Values = ReadonlyMap<string, ReadonlySet<string | undefined>>;

/** `set`: names that get another one as well, which only a run knows. */
export const valuesIn = (text: string, set: readonly string[]): Values => {
  const found = new Map<string, Set<string | undefined>>();
  const [assigned, looped] = [[...text.matchAll(assigning)], [...text.matchAll(loops)]];
  // Each is read to its end.
  if (assigned.length + looped.length * 10 > mostRead) return new Map([[isAnything, new Set([undefined])]]);
  const add = (name: string, value: string | undefined): void => {
    const values = found.get(name) ?? new Set();
    found.set(name, values.add(value));
  };
  const lines = `\n${text}`;
  for (const { 1: before = "", 2: name = "", 3: sign = "", 0: whole, index } of assigned) {
    const start = index + whole.length;
    const written = text.slice(start, start + longest);
    const value = valueAt(written, before);
    if (isForReading(lines.slice(0, index + 1), text.slice(start + (value?.length ?? 0)))) continue;
    // What is put behind it may complete a word.
    add(name, sign === "+" && !/^\(|^["']\s/.test(written) ? undefined : value);
  }
  for (const { 1: name = "", 2: words, 0: whole, index } of looped)
    for (const word of words === undefined ? [undefined] : listAt(text, index + whole.length)) add(name, word);
  for (const [, rest = ""] of text.matchAll(setters))
    for (const [name] of rest.replace(redirections, " ").matchAll(/[A-Za-z_]\w*/g)) add(name, undefined);
  for (const name of set) add(name, undefined);
  return found;
};

/** The word that `text` begins with; undefined where it has no end. */
export const wordAt = (text: string): Word | undefined => attempt(() => readWord({ text, isSh: false }, 0));

// --- internal ---

/** What can't be read may be anything. */
const attempt = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** Far above what scripts of CI hold. */
const mostRead = 10_000;
/** Longer values are not read. */
const longest = 500;
/** Nor longer lists of them. */
const longestList = 2000;

/** `for name in`, and without `in`, where it goes through arguments. */
const loops = /\bfor[ \t]+(\w+)([ \t]+in(?=[ \t;]))?/g;

/** Builtins that set variables by their names, up to the end of the command. */
const setters =
  /\b(?:read|mapfile|readarray|getopts|select|let|printf\s+-v|wait\s+-\w*p)\b((?:\\.|"[^"\n]*"|'[^'\n]*'|[<>]&?|[^\n;&|<>"'\\])*)/g;

/** They may stand before the names. */
const redirections = /[<>]&?[ \t]*(?:"[^"\n]*"|'[^'\n]*'|[^\s<>"']*)/g;

/** `name=`, `name[0]=`, `name+=`, `${name:=`, `"name=`. */
const assigning = /(["'{]?)(?<!\w)([A-Za-z_]\w*)["']?(?:\[[^\]\n]{0,99}\])?:?(\+?)=/g;

const valueAt = (written: string, before: string): string | undefined => {
  if (before === "{") return /^[^}\n]*(?=\})/.exec(written)?.[0];
  if (before !== "") return /^[^"'\n]*(?=["'])/.exec(written)?.[0];
  if (written.startsWith("(")) return attempt(() => written.slice(1, arrayEnd({ text: written, isSh: false }, 1) - 1));
  const word = wordAt(written);
  return word === undefined || word.end === longest ? undefined : word.raw;
};

/** What stands in front of a builtin that reads is set for that alone. */
const isForReading = (before: string, behind: string): boolean =>
  /^[ \t]+(?:read|mapfile|readarray)(?![\w.-])/.test(behind) && beginning.test(before.slice(-longestBefore));

const beginning = /(?:[\n;&|({]|\b(?:while|until|if)[ \t])[ \t]*$/;
const longestBefore = 99;

/** The words of a loop that stand at `at`. */
const listAt = (text: string, at: number): (string | undefined)[] => {
  const words: (string | undefined)[] = [];
  for (let rest = text.slice(at, at + longestList); ; ) {
    rest = rest.replace(/^[ \t]+/, "");
    const word = rest === "" ? undefined : wordAt(rest);
    if (word?.end === 0) return words;
    words.push(word?.raw);
    // Neither its end nor what stands behind it is known.
    if (word === undefined) return words;
    rest = rest.slice(word.end);
  }
};
