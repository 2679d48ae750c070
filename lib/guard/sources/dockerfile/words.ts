/**
 * The words of an instruction's arguments, quotes and escapes kept.
 *
 * @module
 */
import { type Place, SourceError } from "../fault.ts";
import type { Instruction } from "./instructions.ts";

export interface Word {
  text: string;
  /** Of its first character in the arguments. */
  index: number;
}

/** A `name=value` of `ARG`, `ENV` or `LABEL`, not yet expanded; no value where there is no `=`. */
export interface Pair {
  name: string;
  value?: string;
  namePlace: Place;
  valuePlace: Place;
}

/** Split at white space outside of quotes, as BuildKit does; an open quote ends with the line. */
export const wordsOf = (args: string, escapeMark: string): Word[] => {
  const mark = escapeMark === "\\" ? "\\\\" : escapeMark;
  const quoted = `'[^']*(?:'|$)|"[^"${mark}]*(?:${mark}[\\s\\S][^"${mark}]*)*(?:"|${mark}?$)`;
  const pattern = new RegExp(`(?:${mark}[\\s\\S]|${mark}$|${quoted}|[^\\s'"${mark}]+)+`, "g");
  return [...args.matchAll(pattern)].map(({ 0: text, index }) => ({ text, index }));
};

/**
 * The pairs of `ENV` and `LABEL`: `a=b c=d`, or of old `name all the rest`. Throws `E_SOURCE` for words that are
 * neither.
 */
export const pairsOf = (path: string, instruction: Instruction, escapeMark: string): Pair[] => {
  const { args, placeOf, place, keyword } = instruction;
  const words = wordsOf(args, escapeMark);
  const [first] = words;
  if (first === undefined) throw new SourceError(path, place, `expected name=value behind ${keyword}`);
  if (first.text.includes("=")) {
    return words.map((word) => {
      const pair = pairOf(instruction, word);
      if (pair.value === undefined)
        throw new SourceError(path, pair.namePlace, `expected name=value, found ${word.text}`);
      return pair;
    });
  }
  const [, name = "", space = "", value = ""] = /(\S+)(\s+)(.*)/s.exec(args) ?? [];
  if (name === "") throw new SourceError(path, placeOf(0), `expected a value of "${args}"`);
  return [{ name, value, namePlace: placeOf(0), valuePlace: placeOf(name.length + space.length) }];
};

/** The pairs of `ARG`: `name` or `name=default`, several in newer files. Throws `E_SOURCE` without any. */
export const declarationsOf = (path: string, instruction: Instruction, escapeMark: string): Pair[] => {
  const words = wordsOf(instruction.args, escapeMark);
  if (words.length === 0) throw new SourceError(path, instruction.place, "expected a name behind ARG");
  return words.map((word) => pairOf(instruction, word));
};

// --- internal ---

const pairOf = ({ placeOf }: Instruction, { text, index }: Word): Pair => {
  const namePlace = placeOf(index);
  const sign = text.indexOf("=");
  if (sign === -1) return { name: text, namePlace, valuePlace: namePlace };
  const value = text.slice(sign + 1);
  // A value that is empty stands right behind the sign.
  return { name: text.slice(0, sign), value, namePlace, valuePlace: placeOf(index + sign + 1) };
};
