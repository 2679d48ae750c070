/**
 * What stands behind the options of a program that runs another one.
 *
 * @module
 */
import { inert } from "../launch.ts";
import type { Word } from "../shell/syntax.ts";
import { type Called, most, nameOf, unknownWhy, versionless } from "./call.ts";
import { meantBy } from "./call-unknown.ts";
import type { Runner } from "./runners.ts";
import { unknownArguments } from "./task.ts";

/**
 * What another command says is put in the place of `{}`, or behind all. A script is one all the same, unless it begins with that.
 * `more` is the end of the command and what stands behind it.
 */
export const givenTo = (rest: readonly Word[], runner: Runner): { rest: readonly Word[]; more: readonly Word[] } => {
  const isFed = runner.isFed === true;
  const { named, at } = isFed ? placeIn(rest) : { named: undefined, at: -1 };
  const place = named ?? "{}";
  const from = isFed ? 0 : rest.length - behindName(rest, runner).behind.length;
  const end = rest.findIndex(
    ({ value = "" }, index) => index >= from && (isFed ? /^:{3,4}\+?$/ : /^[;+]$/).test(value),
  );
  const words = rest.slice(0, end === -1 ? undefined : end).map((word, index): Word => {
    const { value = "" } = word;
    if (index <= at) return word;
    const isGiven = value.startsWith(place) || (value.includes(place) && !/\s/.test(value));
    return isGiven ? { ...word, value: undefined } : word;
  });
  return {
    rest: isFed && named === undefined ? [...words, ...unknownArguments] : words,
    more: end === -1 ? [] : rest.slice(end),
  };
};

/** What stands behind the name that the program needs first, such as `run`. */
export const behindName = (words: readonly Word[], runner: Runner): { behind: readonly Word[]; isNamed: boolean } => {
  const { name, isLate } = runner;
  const places = isLate === true ? undefined : candidatesIn(words, {}).found;
  const at = words.findIndex(
    ({ value = "" }, index) => name?.test(value) === true && places?.includes(index) !== false,
  );
  return { behind: words.slice(at + 1), isNamed: at !== -1 };
};

/** Where a command may begin: behind what is neither an option nor the value of one. What only a run knows may be either. */
export const candidatesIn = (words: readonly Word[], runner: Runner): Candidates => {
  const found: number[] = [];
  let open: Word | undefined;
  let isValue = false;
  // What may be a value itself says nothing of the next word.
  let before: Word | undefined;
  const ownBy = ownWords(runner.own);
  for (const [at, word] of words.entries()) {
    const written = kindOf(word, before, runner);
    const isOwn = ownBy(written, isValue);
    const kind = isOwn === "surely" ? "own" : written;
    if (kind === "open" && !isValue) open ??= word;
    const isBegin = mayBegin(kind, word);
    if (isBegin) found.push(at);
    if (isBegin && kind === "word" && !isValue && isOwn === "no") return { found, open, isSure: true };
    if (found.length === most) break;
    before = isValue ? undefined : word;
    isValue = isBeforeValue(kind, isValue);
  }
  return { found, open, isSure: false };
};

/** The commands that `words`, behind its name, may be, and why that is not known. */
export const commandsIn = (words: readonly Word[], runner: Runner, isTold: boolean): Called[] => {
  const { found, open = found.length === 0 ? words.find(({ value }) => value === undefined) : undefined } =
    candidatesIn(words, runner);
  const unknown =
    open === undefined || isTold || open === unknownArguments[0]
      ? []
      : meantBy(open, words.slice(words.indexOf(open) + 1));
  const commands = found.map((at): Called => {
    const [first, ...rest] = words.slice(at) as [Word, ...Word[]];
    const { value = "" } = first;
    // Some hand such a word to a shell; to others it is no program.
    if (/\s/.test(value)) return { line: [value, ...rest.map(({ raw }) => raw)].join(" ") };
    return {
      words: [
        { ...first, value: value.includes("/") && !value.startsWith("@") ? versionless(value) : nameOf(value) },
        ...rest,
      ],
    };
  });
  return [...commands, ...unknown];
};

/** `-c '…'`, before the word at `end`. */
export const linesIn = (words: readonly Word[], end: number, calls: RegExp, isWhole: boolean): Called[] =>
  words.slice(0, end).flatMap(({ value = "" }, index): Called[] => {
    const match = calls.exec(value);
    if (match === null) return [];
    const [, given] = match;
    const next = words[index + 1];
    const line = given ?? next?.value;
    if (line === undefined) return next === undefined ? [] : [unknownWhy(next)];
    const behind = isWhole ? words.slice(index + (given === undefined ? 2 : 1)).map(({ raw }) => raw) : [];
    return [{ line: [line, ...behind].join(" ") }];
  });

// --- internal ---

/** What xargs is told to put it in the place of, which is no such word itself. */
const placeIn = (rest: readonly Word[]): { named: string | undefined; at: number } => {
  const at = rest.findIndex(({ value = "" }) => /^-I|^(?:-i|--replace=)./.test(value));
  const [option, next] = at === -1 ? [] : rest.slice(at).map(({ value = "" }) => value);
  const own = option?.slice(option.startsWith("--") ? "--replace=".length : 2);
  return { named: own === "" ? next : own, at };
};

interface Candidates {
  found: readonly number[];
  /** One of them is a command: none is only the value of an option. */
  isSure: boolean;
  /** What may stand for a command, and only a run knows. */
  open: Word | undefined;
}

/** `alone`: an option without a value. `value`: one that surely is. `open`: what only a run knows. `own`: for the program itself. */
type Kind = "option" | "alone" | "value" | "setting" | "open" | "word" | "own";

/** Whether the next word is one of the `count` for the program itself. What may be the value of an option may be one instead. */
const ownWords = (count = 0): ((kind: Kind, isValue: boolean) => "surely" | "perhaps" | "no") => {
  let least = count;
  let own = count;
  return (kind, isValue) => {
    if (kind !== "word" && kind !== "open") return "no";
    least -= 1;
    if (isValue) return "no";
    own -= 1;
    if (own < 0) return "no";
    return least < 0 ? "perhaps" : "surely";
  };
};

const kindOf = ({ value }: Word, before: Word | undefined, { valued, switches }: Runner): Kind => {
  if (valued?.includes(before?.value ?? "") === true) return "value";
  if (value === undefined) return "open";
  if (!value.startsWith("-")) return /^\w+=/.test(value) ? "setting" : "word";
  if (valued?.includes(value) === true) return "option";
  return inert.test(value) || value.includes("=") || switches?.test(value) === true ? "alone" : "option";
};

/** Neither a setting, unless a shell reads it, nor a number. */
const mayBegin = (kind: Kind, { value = "" }: Word): boolean =>
  (kind === "word" && !/^[\d.]+[smhd]?$/.test(value)) || (kind === "setting" && /\s/.test(value));

/** Whether the next word may be the value of an option. */
const isBeforeValue = (kind: Kind, isValue: boolean): boolean =>
  kind === "option" || kind === "open" || (kind === "setting" && isValue);
