/**
 * Words that are a variable to which the same script gives all its values: `PY=python3; $PY -m venv .venv`.
 *
 * @module
 */
import { inputFrom } from "../shell/input.ts";
import { parseShell } from "../shell/parse.ts";
import { ShellFault, type Word } from "../shell/syntax.ts";

/** The words that `words` may be, by `past`, the script up to their end; undefined where nothing there settles one of them. */
export const settledWords = (words: readonly Word[], past: string): readonly (readonly Word[])[] | undefined => {
  if (past.length > longest) return undefined;
  let all: readonly (readonly Word[])[] = [[]];
  let isSettled = false;
  for (const word of words) {
    const meant = word.value === undefined ? meantBy(word, past) : undefined;
    if (meant !== undefined) isSettled = true;
    // Too many to tell them all.
    if (all.length * (meant?.length ?? 1) > most) return undefined;
    all = all.flatMap((before) => (meant ?? [[word]]).map((one) => [...before, ...one]));
  }
  return isSettled ? all : undefined;
};

/** What the commands in a word print, `$(echo a)` and `<(echo a)`, where they say it themselves. */
export const printedIn = ({ raw }: Word): string | undefined => {
  const [, , bracketed, quoted] = /^("?)(?:[$<]\((?!\()(.*)\)|`([^`\\]*)`)\1$/s.exec(raw) ?? [];
  const text = bracketed ?? quoted;
  if (text === undefined) return undefined;
  try {
    const { texts, files, isOpen } = inputFrom({ text }, parseShell(text));
    return isOpen || files.length > 0 ? undefined : texts.join("").trim();
  } catch (error) {
    if (!(error instanceof ShellFault)) throw error;
    return undefined;
  }
};

// --- internal ---

const most = 16;
const longest = 20_000;

/** In quotes it stays one word. */
const meantBy = (word: Word, past: string): readonly (readonly Word[])[] | undefined => {
  const [, plain, braced] = /^"?\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})"?$/.exec(word.raw) ?? [];
  const name = plain ?? braced;
  const printed = printedIn(word);
  const values = printed !== undefined ? [printed] : name === undefined ? undefined : valuesOf(name, past);
  const isOne = /^"/.test(word.raw);
  return values?.map((value) =>
    isOne ? [{ ...word, value }] : (value.match(/\S+/g) ?? []).map((one) => ({ ...word, value: one })),
  );
};

const literal = /^(?:"([^"$`\\]*)"|'([^']*)'|([^\s"'$`\\;&|()<>*?[{~]*))(?=[\s;&|)]|$)/;

/** Undefined where one of them is no literal, or something else may set it. */
const valuesOf = (name: string, past: string): readonly string[] | undefined => {
  const values: string[] = [];
  const isSet = new RegExp(
    `\\$\\{${name}:?=|\\b(?:read|for|getopts|mapfile|readarray|printf|unset|local|declare)\\b[^\\n;&|=]{0,999}\\b${name}\\b(?!=)|(?:^|[\\s;&|({])(?:\\.|source)\\s`,
  );
  if (isSet.test(past)) return undefined;
  for (const { 0: all, 1: operator, index } of past.matchAll(new RegExp(`(?<![\\w$-])${name}(\\+?=|\\[)`, "g"))) {
    const [whole, ...found] = literal.exec(past.slice(index + all.length)) ?? [];
    if (whole === undefined || operator !== "=") return undefined;
    values.push(found.find((one) => one !== undefined) ?? "");
  }
  return values.length === 0 ? undefined : [...new Set(values)];
};
