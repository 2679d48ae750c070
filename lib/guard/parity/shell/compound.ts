/**
 * Commands of a shell script that hold others: groups, conditions, loops, functions, tests.
 *
 * @module
 */
import { parseCommand, parseList } from "./parse.ts";
import { expect, peek, type Reader, skipBlank, take, takeWord, unexpected } from "./reader.ts";
import { bashOnly, type Case, type If, type List, type Loop, type Node, ShellFault, type Word } from "./syntax.ts";
import { arithmeticEnd } from "./words.ts";

/** Behind `name()` or `function name`. */
export const functionOf = (reader: Reader, at: number, { raw }: Word): Node => {
  skipBlank(reader, true);
  const body = parseCommand(reader);
  return { kind: "function", name: raw.replaceAll("\\\n", ""), body, at, end: body.end };
};

/** Go behind `()` when that stands here. */
export const takeBrackets = (reader: Reader): boolean => {
  skipBlank(reader);
  const [brackets = ""] = /^\([ \t]*\)/.exec(reader.text.slice(reader.at)) ?? [];
  reader.at += brackets.length;
  return brackets !== "";
};

// --- internal ---

const parseGroup =
  (kind: "group" | "subshell", close: string) =>
  (reader: Reader, at: number): Node => {
    const body = parseList(reader, [close]);
    expect(reader, close);
    return { kind, body, at, end: reader.at };
  };

const parseIf = (reader: Reader, at: number): If => {
  const clauses: If["clauses"] = [];
  do {
    const condition = parseList(reader, ["then"]);
    expect(reader, "then");
    clauses.push({ condition, body: parseList(reader, ["elif", "else", "fi"]) });
  } while (take(reader, "elif"));
  const otherwise = take(reader, "else") ? parseList(reader, ["fi"]) : undefined;
  expect(reader, "fi");
  return { kind: "if", clauses, otherwise, at, end: reader.at };
};

const parseBody = (reader: Reader): List => {
  expect(reader, "do");
  const body = parseList(reader, ["done"]);
  expect(reader, "done");
  return body;
};

const parseWhile =
  (kind: "while" | "until") =>
  (reader: Reader, at: number): Loop => {
    const condition = parseList(reader, ["do"]);
    return { kind, condition, words: undefined, body: parseBody(reader), at, end: reader.at };
  };

const parseFor = (reader: Reader, at: number): Loop => {
  let words: Word[] | undefined;
  let variable: Word | undefined;
  if (take(reader, "((")) {
    bashOnly(reader, at, '"for (("');
    reader.at = arithmeticEnd(reader, reader.at);
  } else {
    variable = takeWord(reader);
    skipBlank(reader, true);
    if (take(reader, "in")) words = readWords(reader);
  }
  take(reader, ";");
  return { kind: "for", condition: undefined, words, variable, body: parseBody(reader), at, end: reader.at };
};

const readWords = (reader: Reader): Word[] => {
  const words: Word[] = [];
  for (;;) {
    const word = takeWord(reader);
    if (word.raw === "") return words;
    words.push(word);
  }
};

const breaks = [";;", ";&", ";;&"];

const parseCase = (reader: Reader, at: number): Case => {
  const clauses: Case["clauses"] = [];
  const word = takeWord(reader);
  expect(reader, "in");
  skipBlank(reader, true);
  while (!take(reader, "esac")) {
    take(reader, "(");
    const patterns: Word[] = [];
    do patterns.push(takeWord(reader));
    while (take(reader, "|"));
    expect(reader, ")");
    const body = parseList(reader, ["esac", ...breaks]);
    const end = peek(reader);
    clauses.push({ patterns, body, isLast: end === ";;" || end === "esac" });
    if (end === ";&" || end === ";;&") bashOnly(reader, reader.at, `"${end}"`);
    if (breaks.includes(end)) reader.at += end.length;
    else if (end !== "esac") throw unexpected(reader);
    skipBlank(reader, true);
  }
  return { kind: "case", word, clauses, at, end: reader.at };
};

const parseFunction = (reader: Reader, at: number): Node => {
  const name = takeWord(reader);
  takeBrackets(reader);
  return functionOf(reader, at, name);
};

const parseArithmetic = (reader: Reader, at: number): Node => {
  reader.at = arithmeticEnd(reader, reader.at);
  return { kind: "test", at, end: reader.at };
};

/** Into brackets, and out of them. */
const steps: Readonly<Record<string, number>> = { "(": 1, ")": -1 };

/** What stands in `[[ … ]]` matters no further than to its end, which is a word of its own. */
const parseTest = (reader: Reader, at: number): Node => {
  let isPattern = false;
  for (let depth = 0; ; ) {
    const before = reader.at;
    skipBlank(reader, true);
    // Between words it begins a comment, in the brackets of a pattern it does not.
    if (reader.text.slice(before, reader.at).includes("#")) throw new ShellFault(before, 'a "#" inside of "[["');
    const word = takeWord(reader);
    if (word.raw === "]]") {
      // In the brackets of a pattern it is a part of that.
      const isGlued = isPattern && !/\s/.test(reader.text.charAt(word.at - 1));
      if (depth !== 0 || isGlued) throw new ShellFault(word.at, 'a "]]" inside of brackets');
      return { kind: "test", at, end: reader.at };
    }
    isPattern ||= word.raw === "=~" || /[?*+@!]$/.test(word.raw);
    if (word.raw !== "") continue;
    const character = reader.text.charAt(reader.at);
    if (!/[&|()<>]/.test(character)) throw unexpected(reader);
    depth += steps[character] ?? 0;
    reader.at += 1;
  }
};

/** By the word that begins them. */
export const compounds: Readonly<Record<string, (reader: Reader, at: number) => Node>> = {
  "{": parseGroup("group", "}"),
  "(": parseGroup("subshell", ")"),
  if: parseIf,
  while: parseWhile("while"),
  until: parseWhile("until"),
  for: parseFor,
  case: parseCase,
  function: parseFunction,
  "[[": parseTest,
  "((": parseArithmetic,
};
