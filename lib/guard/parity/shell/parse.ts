/**
 * A parser of POSIX shell with what bash adds that CI scripts use.
 *
 * Written from POSIX.1-2024, "Shell Command Language", 2.10. What it can't understand is an error with its place, never
 * passed over: nothing is claimed about a script that is half read.
 *
 * @module
 */
import { compounds, functionOf, takeBrackets } from "./compound.ts";
import {
  expect,
  holdsCommand,
  isReserved,
  peek,
  type Reader,
  readerAt,
  readRedirection,
  skipBlank,
  take,
  takeWord,
  unexpected,
} from "./reader.ts";
import {
  type AndOr,
  bashOnly,
  type List,
  type Node,
  type Reading,
  ShellFault,
  type Simple,
  type Source,
  type Target,
  type Word,
} from "./syntax.ts";

/** Parse a whole script, as bash reads it; with `isSh`, as every sh does. Throws {@link ShellFault}. */
export const parseShell = (text: string, { isSh = false }: { isSh?: boolean } = {}): List => {
  if (text.length > longest) throw new ShellFault(0, `expected at most ${longest} characters`);
  // Shells read as if it were not there: `s\0et +e`.
  if (text.includes("\0")) throw new ShellFault(text.indexOf("\0"), "a character that shells leave out");
  const reader = readerAt({ text, isSh }, 0);
  try {
    const list = parseList(reader, []);
    if (reader.at < text.length) throw unexpected(reader);
    return list;
  } catch (error) {
    // Brackets in brackets, without end.
    if (error instanceof RangeError) throw new ShellFault(reader.at, "nesting that is too deep");
    throw error;
  }
};

/** Behind the bracket that closes the commands that begin at `at`: those of `$(…)` and `<(…)`. */
export const scriptEnd = (source: Source, at: number): number => {
  const reader = readerAt(source, at);
  parseList(reader, [")"]);
  expect(reader, ")");
  // Shells differ on whether it begins on the next line or is empty.
  if (reader.heredocs.length > 0) throw unexpected(reader);
  return reader.at;
};

/** Commands up to one of the words of `ends`, which is not gone over, or to the end of the script. */
export const parseList = (reader: Reader, ends: readonly string[]): List => {
  const at = reader.at;
  const items: List["items"] = [];
  if (reader.depth > deepest) throw new ShellFault(at, `nesting deeper than ${deepest}`);
  reader.depth += 1;
  for (;;) {
    skipBlank(reader, true);
    if (reader.at >= reader.text.length || ends.includes(peek(reader))) break;
    const node = parseAndOr(reader);
    skipBlank(reader);
    const separator = peek(reader);
    items.push({ node, isBackground: separator === "&" });
    if (separator === ";" || separator === "&") reader.at += 1;
    else if (separator !== "\n") break;
  }
  reader.depth -= 1;
  return { kind: "list", items, at: items[0]?.node.at ?? at, end: items.at(-1)?.node.end ?? at };
};

export const parseCommand = (reader: Reader): Node => {
  const at = reader.at;
  const word = peek(reader);
  const compound = compounds[word];
  if (compound === undefined) return parseSimple(reader);
  if (ofBash.has(word)) bashOnly(reader, at, `"${word}"`);
  reader.at += word.length;
  const node = compound(reader, at);
  const own: Redirected = { end: reader.at };
  readRedirections(reader, own);
  return { ...node, ...own };
};

// --- internal ---

const longest = 200_000;
const deepest = 60;

/** Words with which another sh looks for a program, and brackets in which it runs commands. */
const ofBash = new Set(["[[", "((", "function"]);

const operators = ["&&", "||"] as const;

const parseAndOr = (reader: Reader): Node => {
  const at = reader.at;
  const first = parsePipeline(reader);
  const parts: AndOr["parts"] = [{ before: undefined, node: first }];
  let { end } = first;
  for (;;) {
    const before = operators.find((operator) => take(reader, operator));
    if (before === undefined) break;
    skipBlank(reader, true);
    const node = parsePipeline(reader);
    parts.push({ before, node });
    end = node.end;
  }
  return parts.length === 1 ? first : { kind: "and-or", parts, at, end };
};

const parsePipeline = (reader: Reader): Node => {
  const at = reader.at;
  let isNegated = false;
  let isTimed = false;
  for (;;) {
    if (take(reader, "!")) isNegated = !isNegated;
    else if (takeTime(reader)) isTimed = true;
    else break;
  }
  const first = parseCommand(reader);
  const parts = [first];
  let { end } = first;
  while (take(reader, "|") || takePipe(reader)) {
    skipBlank(reader, true);
    const node = parseCommand(reader);
    parts.push(node);
    end = node.end;
  }
  const isAlone = parts.length === 1 && !isNegated && !isTimed;
  return isAlone ? first : { kind: "pipeline", parts, isNegated, at, end };
};

/** `|&`, which to others is two operators. */
const takePipe = (reader: Reader): boolean => {
  const isTaken = take(reader, "|&");
  if (isTaken) bashOnly(reader, reader.at - 2, '"|&"');
  return isTaken;
};

/** `time`, which is no program: what stands behind it is run by the shell itself. */
const takeTime = (reader: Reader): boolean => {
  // To another sh it is a program.
  const isTimed = !reader.isSh && take(reader, "time");
  const [options = ""] = (isTimed && /^(?:[ \t]+(?:-p|--)(?=[ \t]))+/.exec(reader.text.slice(reader.at))) || [];
  reader.at += options.length;
  skipBlank(reader);
  return isTimed;
};

interface Redirected {
  end: number;
  asks?: boolean;
  opens?: boolean;
  targets?: Target[];
  reads?: Reading;
}

/** Go behind all that stand here. */
const readRedirections = (reader: Reader, node: Redirected): void => {
  for (;;) {
    skipBlank(reader);
    const redirection = readRedirection(reader);
    if (redirection === undefined) return;
    node.end = reader.at;
    if (redirection.asks) {
      node.asks = true;
      node.targets = [...(node.targets ?? []), redirection.target];
    }
    if (redirection.opens) node.opens = true;
    if (redirection.reads !== undefined) node.reads = redirection.reads;
  }
};

const parseSimple = (reader: Reader): Node => {
  const at = reader.at;
  const command: Simple = { kind: "simple", assignments: [], words: [], at, end: at };
  for (;;) {
    readRedirections(reader, command);
    const word = takeWord(reader);
    if (word.raw === "") break;
    if (command.words.length === 0 && command.assignments.length === 0) assertPlain(reader, word);
    command.end = word.end;
    if (holdsCommand(word)) command.asks = true;
    const isAssignment = command.words.length === 0 && assigns(reader, word);
    (isAssignment ? command.assignments : command.words).push(word);
    // name() { … }
    const isName = command.words.length === 1 && command.assignments.length === 0;
    if (isName && takeBrackets(reader)) return functionOf(reader, at, word);
  }
  if (command.end === at) throw unexpected(reader);
  return command;
};

/** A reserved word that leads to nothing known here, or stands where it can't: what is behind it is no command. */
const assertPlain = ({ isSh }: Reader, { raw, at }: Word): void => {
  if (isReserved(raw) && !(isSh && raw === "time")) throw new ShellFault(at, `"${raw}" is not expected here`);
};

const assigns = (reader: Reader, { raw, at }: Word): boolean => {
  const [, bash] = /^[A-Za-z_]\w*((?:\[[^\]]*\])?\+?)=/.exec(raw) ?? [];
  if (bash) bashOnly(reader, at, `"${raw}"`);
  return bash !== undefined;
};
