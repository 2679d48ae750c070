/**
 * What a Python file says without being run: calls, assignments, and the literals in them.
 *
 * @module
 */

import { cutShort } from "../../../secrecy.ts";
import { top } from "../fault.ts";
import { createTree } from "../node.ts";
import type { Located, Tree } from "../tree.ts";
import { readTokens, type Token, tokenAt } from "./tokens.ts";
import { type Constants, literalOf, type Reading, type Span, splitAt } from "./values.ts";

/** An expression. */
export interface PythonValue {
  /** As written, at most 80 characters, with its place. */
  written: Located<string>;
  /** Its value; undefined when it is computed. */
  tree: Tree | undefined;
}

export interface PythonCall {
  /** What is called, with dots: `nox.session`. */
  name: Located<string>;
  /** It decorates what follows. */
  isDecorator: boolean;
  keywords: ReadonlyMap<string, PythonValue>;
  /** `**more`, which may give any keyword. */
  spread: Located<string> | undefined;
}

export interface PythonSource {
  /** Calls of what `isWanted` says, in the file's order. */
  calls(isWanted: (name: string) => boolean): PythonCall[];
  /** What is assigned to a dotted name at the top of the module, each time. */
  assigned(name: string): PythonValue[];
  /** Whether a word stands anywhere as a name. */
  mentions(word: string): boolean;
}

/**
 * Read a Python file; nothing of it is run. A name stands for a literal when it is bound once in the file, at its top.
 * Throws `E_SOURCE` as {@link readTokens} does, and, when values are asked for, for names that multiply.
 */
export const parsePython = (path: string, text: string): PythonSource => {
  const tokens = readTokens(path, text);
  const reading: Reading = { path, tokens, constants: constantsOf(tokens), copies: { count: 0 }, isCopy: false };
  const value = (span: Span): PythonValue => {
    const node = literalOf(reading, span);
    return { written: writtenOf(path, tokens, span), tree: node && createTree(path, node) };
  };
  return {
    calls: (isWanted) =>
      tokens.flatMap((token, open): PythonCall[] => {
        const name = token.text === "(" ? calledName(tokens, open) : undefined;
        if (name === undefined || !isWanted(name.text)) return [];
        const inside = { from: open + 1, to: token.close ?? open };
        return [{ ...readCall(path, tokens, inside, value), ...named(path, tokens, name) }];
      }),
    assigned: (name) =>
      assignmentsOf(tokens)
        .filter((one) => one.name === name && one.isTop)
        .map(({ span }) => value(span)),
    mentions: (word) => tokens.some(({ text }) => text === word),
  };
};

// --- internal ---

const writtenOf = (path: string, tokens: readonly Token[], { from, to }: Span): Located<string> => {
  const { line, column } = tokens[from] ?? tokens[from - 1] ?? top;
  const parts = tokens.slice(from, Math.min(to, from + 80)).map(({ text }) => text);
  return { value: cutShort(parts.join(""), 80), path, line, column };
};

interface Name {
  text: string;
  from: number;
}

/** The dotted name that ends before the bracket at `open`; undefined behind `def`, `class` and other expressions. */
const calledName = (tokens: readonly Token[], open: number): Name | undefined => {
  let from = open - 1;
  if (tokenAt(tokens, from).kind !== "name") return undefined;
  while (tokenAt(tokens, from - 1).text === "." && tokenAt(tokens, from - 2).kind === "name") from -= 2;
  const { text: before = "" } = tokenAt(tokens, from - 1);
  if ([".", "def", "class"].includes(before)) return undefined;
  return { text: textOf(tokens.slice(from, open)), from };
};

const textOf = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join("");

const named = (
  path: string,
  tokens: readonly Token[],
  { text, from }: Name,
): Pick<PythonCall, "name" | "isDecorator"> => {
  const { line, column } = tokens[from] ?? top;
  const sign = tokenAt(tokens, from - 1);
  return { name: { value: text, path, line, column }, isDecorator: sign.text === "@" && sign.isFirst === true };
};

const readCall = (
  path: string,
  tokens: readonly Token[],
  inside: Span,
  value: (span: Span) => PythonValue,
): Pick<PythonCall, "keywords" | "spread"> => {
  const keywords = new Map<string, PythonValue>();
  let spread: Located<string> | undefined;
  for (const part of splitAt(tokens, inside, ",")) {
    const { kind, text = "" } = tokenAt(tokens, part.from);
    if (text === "**") spread ??= writtenOf(path, tokens, part);
    else if (kind === "name" && tokenAt(tokens, part.from + 1).text === "=") {
      keywords.set(text, value({ from: part.from + 2, to: part.to }));
    }
  }
  return { keywords, spread };
};

const statementsOf = (tokens: readonly Token[]): Span[] => {
  const starts = tokens.flatMap(({ isFirst }, index) => (isFirst ? [index] : []));
  return starts.map((from, order) => ({ from, to: starts[order + 1] ?? tokens.length }));
};

interface Assignment {
  name: string;
  isTop: boolean;
  span: Span;
}

/** `name = …` and `name: type = …` at the beginning of a line. */
const assignmentsOf = (tokens: readonly Token[]): Assignment[] =>
  statementsOf(tokens).flatMap(({ from, to }): Assignment[] => {
    const line = tokens.slice(from, to);
    let at = 1;
    while (line[at]?.text === ".") at += 2;
    const name = textOf(line.slice(0, at));
    // A type may stand between.
    if (line[at]?.text === ":") at = line.findIndex(({ text }) => text === "=");
    if (line[at]?.text !== "=") return [];
    return [{ name, isTop: tokenAt(line, 0).column === 1, span: { from: from + at + 1, to } }];
  });

/** Names that are bound once, at the top of the module, and not changed in place at the beginning of a line. */
const constantsOf = (tokens: readonly Token[]): Constants => {
  const assigned = new Map<string, Span>();
  for (const { name, isTop, span } of assignmentsOf(tokens)) if (isTop && !assigned.has(name)) assigned.set(name, span);
  const bindings = new Map<string, number>();
  for (const { from, to } of statementsOf(tokens)) {
    for (const name of boundIn(tokens.slice(from, to))) bindings.set(name, (bindings.get(name) ?? 0) + 1);
  }
  return (name) => (bindings.get(name) === 1 ? assigned.get(name) : undefined);
};

const binders = new Set(["for", "as", "import", "global", "nonlocal", "del", "def", "class", "lambda"]);

/** First words of statements in which any name may be bound. */
const openBinders = new Set(["from", "import", "def", "async", "(", "["]);

/** First words of statements in which names between commas are read. */
const readers = new Set(["assert", "raise", "return", "yield"]);

/** What a statement may bind; rather too much than too little. */
const boundIn = (line: readonly Token[]): string[] => {
  const { text: first = "" } = tokenAt(line, 0);
  const isOpen = openBinders.has(first);
  const last = readers.has(first) ? 0 : line.findLastIndex(({ text, depth }) => depth === 0 && isAssignment(text));
  return line.filter((_, index) => isOpen || binds(line, index, last)).map(({ text }) => text);
};

/** `last`: where the last sign of an assignment stands, -1 without any. */
const binds = (line: readonly Token[], index: number, last: number): boolean => {
  const { text: before = "" } = tokenAt(line, index - 1);
  const { text: after = "" } = tokenAt(line, index + 1);
  if (index === 0 || binders.has(before) || after === ":=") return true;
  if (tokenAt(line, index).depth !== 0 || before === ".") return false;
  // Names between commas are bound before the sign, or by a `for`, `global` and the like.
  const isListed = before === "," || after === ",";
  return isAssignment(after) || (isListed && (last === -1 || index < last));
};

const comparisons = new Set(["==", "!=", "<=", ">="]);

const isAssignment = (text: string): boolean => text.endsWith("=") && !comparisons.has(text);
