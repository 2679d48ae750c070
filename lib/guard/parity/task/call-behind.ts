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

/** What another command says is put in the place of `{}`, or behind all. A script is one all the same, unless it begins with that. */
export const givenTo = (rest: readonly Word[], { isFed }: Runner): readonly Word[] => {
  const at = isFed === true ? rest.findIndex(({ value }) => value === "-I") : -1;
  const named = at === -1 ? undefined : rest[at + 1]?.value;
  const place = named ?? "{}";
  const end = rest.findIndex(({ value = "" }) => (isFed === true ? /^:{3,4}\+?$/ : /^[;+]$/).test(value));
  const words = rest.slice(0, end === -1 ? undefined : end).map((word): Word => {
    const { value = "" } = word;
    const isGiven = value.startsWith(place) || (value.includes(place) && !/\s/.test(value));
    return isGiven ? { ...word, value: undefined } : word;
  });
  return isFed === true && named === undefined ? [...words, ...unknownArguments] : words;
};

/** What stands behind the name that the program needs first, such as `run`. */
export const behindName = (words: readonly Word[], runner: Runner): { behind: readonly Word[]; isNamed: boolean } => {
  const { name } = runner;
  const isOption = /^\^\(\?:-/.test(name?.source ?? "");
  const places = isOption ? words.keys() : candidatesIn(words, {}).found;
  const at = [...places].find((index) => name?.test(words[index]?.value ?? "") === true);
  return { behind: at === undefined ? words : words.slice(at + 1), isNamed: at !== undefined };
};

/** Where a command may begin: behind what is neither an option nor the value of one. What only a run knows may be either. */
export const candidatesIn = (words: readonly Word[], runner: Runner): Candidates => {
  const found: number[] = [];
  let open: Word | undefined;
  let isValue = false;
  let own = runner.own ?? 0;
  for (const [at, word] of words.entries()) {
    const kind = kindOf(words, at, runner);
    if (own > 0 && !isValue && isPlain(kind)) {
      own -= 1;
      continue;
    }
    if (kind === "open" && !isValue) open ??= word;
    if (mayBegin(kind, word)) found.push(at);
    if ((kind === "word" && !isValue) || found.length === most) break;
    isValue = isBeforeValue(kind, isValue);
  }
  return { found, open };
};

/** The commands that `words`, behind its name, may be, and why that is not known. */
export const commandsIn = (words: readonly Word[], runner: Runner, isTold = false): Called[] => {
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
    if (given === undefined && next === undefined) return [];
    if (given === undefined && next?.value === undefined) return [unknownWhy(next as Word)];
    const behind = isWhole ? words.slice(index + (given === undefined ? 2 : 1)).map(({ raw }) => raw) : [];
    return [{ line: [given ?? next?.value ?? "", ...behind].join(" ") }];
  });

// --- internal ---

interface Candidates {
  found: readonly number[];
  /** What may stand for a command, and only a run knows. */
  open: Word | undefined;
}

/** `alone`: an option without a value. `value`: one that surely is. `open`: what only a run knows. */
type Kind = "option" | "alone" | "value" | "setting" | "open" | "word";

const kindOf = (words: readonly Word[], at: number, { valued, switches }: Runner): Kind => {
  const value = words[at]?.value;
  if (valued?.includes(words[at - 1]?.value ?? "") === true) return "value";
  if (value === undefined) return "open";
  if (!/^-./.test(value)) return /^\w+=/.test(value) ? "setting" : "word";
  return inert.test(value) || value.includes("=") || switches?.test(value) === true ? "alone" : "option";
};

const isPlain = (kind: Kind): boolean => kind === "word" || kind === "open";

/** Neither a setting, unless a shell reads it, nor a number. */
const mayBegin = (kind: Kind, { value = "" }: Word): boolean =>
  (kind === "word" && !/^[\d.]+[smhd]?$/.test(value)) || (kind === "setting" && /\s/.test(value));

/** Whether the next word may be the value of an option. */
const isBeforeValue = (kind: Kind, isValue: boolean): boolean =>
  kind === "option" || kind === "open" || (kind === "setting" && isValue);
