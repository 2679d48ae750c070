/**
 * A parser of POSIX shell with what bash adds that CI scripts use.
 *
 * Written from POSIX.1-2024, "Shell Command Language", 2.10. What it can't understand is an error with its place, never
 * passed over: nothing is claimed about a script that is half read.
 *
 * @module
 */

import { expect, peek, type Reader, readRedirection, readRedirections, skipBlank, unexpected } from "./reader.ts";
import { type Case, type List, type Loop, type Node, ShellFault, type Simple, type Word } from "./syntax.ts";
import { readWord } from "./words.ts";

/** Parse a whole script. Throws {@link ShellFault}. */
export const parseShell = (text: string): List => {
  if (text.length > longest) throw new ShellFault(0, `expected at most ${longest} characters`);
  const reader: Reader = { text: text.replaceAll("\r\n", " \n"), at: 0, depth: 0, heredocs: [] };
  try {
    const list = parseList(reader, () => false);
    skipBlank(reader, true);
    if (reader.at < reader.text.length) throw unexpected(reader);
    return list;
  } catch (error) {
    // Brackets in brackets, without end.
    if (error instanceof RangeError) throw new ShellFault(reader.at, "nesting that is too deep");
    throw error;
  }
};

// --- internal ---

const longest = 200_000;
const deepest = 60;

const parseList = (reader: Reader, isEnd: (word: string) => boolean): List => {
  const at = reader.at;
  const items: List["items"] = [];
  if (reader.depth > deepest) throw new ShellFault(at, `nesting deeper than ${deepest}`);
  reader.depth += 1;
  for (;;) {
    skipBlank(reader, true);
    const next = peek(reader);
    if (reader.at >= reader.text.length || isEnd(next) || next === ")" || /^;[;&]/.test(next)) break;
    const node = parseAndOr(reader);
    skipBlank(reader);
    const separator = peek(reader);
    items.push({ node, isBackground: separator === "&" });
    if (separator === ";" || separator === "&") reader.at += 1;
    else if (separator !== "\n") break;
  }
  reader.depth -= 1;
  const [first] = items;
  return { kind: "list", items, at: first?.node.at ?? at, end: items.at(-1)?.node.end ?? at };
};

const parseAndOr = (reader: Reader): Node => {
  const at = reader.at;
  const first = parsePipeline(reader);
  const parts: { before: "&&" | "||" | undefined; node: Node }[] = [{ before: undefined, node: first }];
  for (;;) {
    skipBlank(reader);
    const before = peek(reader);
    if (before !== "&&" && before !== "||") break;
    reader.at += 2;
    skipBlank(reader, true);
    parts.push({ before, node: parsePipeline(reader) });
  }
  return parts.length === 1 ? first : { kind: "and-or", parts, at, end: reader.at };
};

const parsePipeline = (reader: Reader): Node => {
  const at = reader.at;
  let isNegated = false;
  while (peek(reader) === "!") {
    isNegated = !isNegated;
    reader.at += 1;
    skipBlank(reader);
  }
  const parts = [parseCommand(reader)];
  for (;;) {
    skipBlank(reader);
    const pipe = peek(reader);
    if (pipe !== "|" && pipe !== "|&") break;
    reader.at += pipe.length;
    skipBlank(reader, true);
    parts.push(parseCommand(reader));
  }
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && !isNegated) return only;
  return { kind: "pipeline", parts, isNegated, at, end: reader.at };
};

const parseCommand = (reader: Reader): Node => {
  const at = reader.at;
  const word = peek(reader);
  const compound = compounds[word];
  if (compound === undefined) return parseSimple(reader);
  reader.at += word.length;
  const node = compound(reader, at);
  readRedirections(reader);
  return { ...node, end: reader.at };
};

const parseGroup =
  (kind: "group" | "subshell", close: string) =>
  (reader: Reader, at: number): Node => {
    const body = parseList(reader, (word) => word === close);
    expect(reader, close);
    return { kind, body, at, end: reader.at };
  };

const parseIf = (reader: Reader, at: number): Node => {
  const clauses: { condition: List; body: List }[] = [];
  let otherwise: List | undefined;
  for (let word = "if"; word !== "fi"; ) {
    if (word === "else") otherwise = parseList(reader, (end) => end === "fi");
    else {
      const condition = parseList(reader, (end) => end === "then");
      expect(reader, "then");
      clauses.push({ condition, body: parseList(reader, (end) => ["elif", "else", "fi"].includes(end)) });
    }
    skipBlank(reader, true);
    const next = peek(reader);
    if (!["elif", "else", "fi"].includes(next) || (word === "else" && next !== "fi")) throw unexpected(reader);
    reader.at += next.length;
    word = next;
  }
  return { kind: "if", clauses, otherwise, at, end: reader.at };
};

const parseBody = (reader: Reader): List => {
  expect(reader, "do");
  const body = parseList(reader, (word) => word === "done");
  expect(reader, "done");
  return body;
};

const parseWhile =
  (kind: "while" | "until") =>
  (reader: Reader, at: number): Loop => {
    const condition = parseList(reader, (word) => word === "do");
    return { kind, condition, words: undefined, body: parseBody(reader), at, end: reader.at };
  };

const parseFor = (reader: Reader, at: number): Node => {
  skipBlank(reader);
  if (peek(reader) === "((") {
    skipDoubled(reader, "((", "))");
    if (/^\s*;/.test(reader.text.slice(reader.at))) reader.at = reader.text.indexOf(";", reader.at) + 1;
    return { kind: "for", condition: undefined, words: undefined, body: parseBody(reader), at, end: reader.at };
  }
  reader.at = readWord(reader.text, reader.at).end;
  skipBlank(reader, true);
  let words: Word[] | undefined;
  if (peek(reader) === "in") {
    reader.at += 2;
    words = readWords(reader);
  }
  skipBlank(reader);
  if (peek(reader) === ";") reader.at += 1;
  return { kind: "for", condition: undefined, words, body: parseBody(reader), at, end: reader.at };
};

const readWords = (reader: Reader): Word[] => {
  const words: Word[] = [];
  for (;;) {
    skipBlank(reader);
    const word = readWord(reader.text, reader.at);
    if (word.end === word.at) return words;
    words.push(word);
    reader.at = word.end;
  }
};

const parseCase = (reader: Reader, at: number): Case => {
  const bodies: List[] = [];
  skipBlank(reader);
  reader.at = readWord(reader.text, reader.at).end;
  expect(reader, "in");
  for (;;) {
    skipBlank(reader, true);
    if (peek(reader) === "esac") break;
    if (peek(reader) === "(") reader.at += 1;
    for (;;) {
      readWords(reader);
      if (peek(reader) !== "|") break;
      reader.at += 1;
    }
    expect(reader, ")");
    bodies.push(parseList(reader, (word) => word === "esac"));
    skipBlank(reader, true);
    const end = peek(reader);
    if (/^;[;&]/.test(end)) reader.at += end.length;
    else if (end !== "esac") throw unexpected(reader);
  }
  reader.at += 4;
  return { kind: "case", bodies, at, end: reader.at };
};

const parseFunction = (reader: Reader, at: number): Node => {
  skipBlank(reader);
  const name = readWord(reader.text, reader.at);
  reader.at = name.end;
  skipBlank(reader);
  if (/^\(\s*\)/.test(reader.text.slice(reader.at))) reader.at = reader.text.indexOf(")", reader.at) + 1;
  skipBlank(reader, true);
  return { kind: "function", name: name.raw, body: parseCommand(reader), at, end: reader.at };
};

/** `[[ … ]]` and `(( … ))` have words of their own; only their end matters here. */
const skipDoubled = (reader: Reader, open: string, close: string): void => {
  if (reader.text.startsWith(open, reader.at)) reader.at += open.length;
  for (let depth = 0; reader.at < reader.text.length; ) {
    if (depth === 0 && reader.text.startsWith(close, reader.at)) {
      reader.at += close.length;
      return;
    }
    const character = reader.text.charAt(reader.at);
    if (character === "(") depth += 1;
    if (character === ")" && depth > 0) depth -= 1;
    const isQuoted = `'"$\`\\`.includes(character);
    const end = isQuoted ? readWord(reader.text, reader.at).end : reader.at + 1;
    reader.at = Math.max(end, reader.at + 1);
  }
  throw new ShellFault(reader.at, `expected "${close}"`);
};

const parseTest =
  (close: string) =>
  (reader: Reader, at: number): Node => {
    skipDoubled(reader, "", close);
    return { kind: "test", at, end: reader.at };
  };

const compounds: Readonly<Record<string, (reader: Reader, at: number) => Node>> = {
  "{": parseGroup("group", "}"),
  "(": parseGroup("subshell", ")"),
  if: parseIf,
  while: parseWhile("while"),
  until: parseWhile("until"),
  for: parseFor,
  case: parseCase,
  function: parseFunction,
  "[[": parseTest("]]"),
  "((": parseTest("))"),
};

const parseSimple = (reader: Reader): Node => {
  const at = reader.at;
  const command: Simple = { kind: "simple", assignments: [], words: [], at, end: at };
  for (;;) {
    skipBlank(reader);
    if (readRedirection(reader)) {
      command.end = reader.at;
      continue;
    }
    const word = readWord(reader.text, reader.at);
    if (word.end === word.at) break;
    reader.at = word.end;
    command.end = word.end;
    const isAssignment = command.words.length === 0 && /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/.test(word.raw);
    (isAssignment ? command.assignments : command.words).push(word);
    // name() { … }
    const isName = command.words.length === 1 && command.assignments.length === 0;
    if (isName && /^[ \t]*\([ \t]*\)/.test(reader.text.slice(reader.at, reader.at + 80))) {
      reader.at = at;
      return parseFunction(reader, at);
    }
  }
  if (command.end === at) throw unexpected(reader);
  return command;
};
