/**
 * What a script puts into its variables, as it is written.
 *
 * @module
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expansions of shells stand in the texts
import { arrayEnd } from "./reader.ts";
import type { Word } from "./syntax.ts";
import { readWord } from "./words.ts";

/** By the name; undefined among them: anything. */
export type Values = ReadonlyMap<string, ReadonlySet<string | undefined>>;

export const valuesIn = (text: string): Values => {
  const found = new Map<string, Set<string | undefined>>();
  const add = (name: string, value: string | undefined): void => {
    const values = found.get(name) ?? new Set();
    found.set(name, values.add(value));
  };
  for (const { 1: before = "", 2: name = "", 3: sign = "", 0: whole, index } of text.matchAll(assigning)) {
    const start = index + whole.length;
    const written = text.slice(start, start + longest);
    const value = valueAt(written, before);
    // What is put behind it may complete a word.
    add(name, sign === "+" && !/^\(|^["']\s/.test(written) ? undefined : value);
  }
  for (const { 1: name = "", 2: words, 0: whole, index } of text.matchAll(loops))
    for (const word of words === undefined ? [undefined] : listAt(text, index + whole.length)) add(name, word);
  for (const [, rest = ""] of text.matchAll(setters))
    for (const [name] of rest.replace(redirections, " ").matchAll(/[A-Za-z_]\w*/g)) add(name, undefined);
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
const assigning = /(["'{]?)([A-Za-z_]\w*)["']?(?:\[[^\]\n]{0,99}\])?:?(\+?)=/g;

const valueAt = (written: string, before: string): string | undefined => {
  if (before === "{") return /^[^}\n]*(?=\})/.exec(written)?.[0];
  if (before !== "") return /^[^"'\n]*(?=["'])/.exec(written)?.[0];
  if (written.startsWith("(")) return attempt(() => written.slice(1, arrayEnd({ text: written, isSh: false }, 1) - 1));
  const word = wordAt(written);
  return word === undefined || word.end === longest ? undefined : word.raw;
};

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
