/**
 * What a Python file says without being run: calls, assignments, and the literals in them.
 *
 * @module
 */
import { createTree } from "../node.ts";
import type { Located, Tree } from "../tree.ts";
import { readTokens, type Token } from "./tokens.ts";
import { type Constants, literalOf, type Span, splitAt } from "./values.ts";

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
 * Throws `E_SOURCE` as {@link readTokens} does.
 */
export const parsePython = (path: string, text: string): PythonSource => {
  const tokens = readTokens(path, text);
  const constants = constantsOf(tokens);
  const value = (span: Span): PythonValue => {
    const node = literalOf(tokens, span, constants);
    return { written: writtenOf(path, tokens, span), tree: node && createTree(path, node) };
  };
  return {
    calls: (isWanted) =>
      tokens.flatMap((token, open): PythonCall[] => {
        const name = token.text === "(" && token.close !== undefined ? calledName(tokens, open) : undefined;
        if (name === undefined || !isWanted(name.text)) return [];
        return [{ ...readCall(path, tokens, open, value), ...named(path, tokens, name) }];
      }),
    assigned: (name) =>
      assignmentsOf(tokens)
        .filter((one) => one.name === name && one.isTop)
        .map(({ span }) => value(span)),
    mentions: (word) => tokens.some((token) => token.kind === "name" && token.text === word),
  };
};

// --- internal ---

const writtenOf = (path: string, tokens: readonly Token[], { from, to }: Span): Located<string> => {
  const { line, column } = tokens[from] ?? tokens[from - 1] ?? { line: 1, column: 1 };
  const parts = tokens.slice(from, Math.min(to, from + 80)).map(({ text }) => text);
  return { value: parts.join("").slice(0, 80), path, line, column };
};

interface Name {
  text: string;
  from: number;
}

/** The dotted name that ends before the bracket at `open`; undefined behind `def`, `class` and other expressions. */
const calledName = (tokens: readonly Token[], open: number): Name | undefined => {
  let from = open - 1;
  if (tokens[from]?.kind !== "name") return undefined;
  while (tokens[from - 1]?.text === "." && tokens[from - 2]?.kind === "name") from -= 2;
  const before = tokens[from - 1];
  if (before?.text === "." || before?.text === "def" || before?.text === "class") return undefined;
  return { text: textBetween(tokens, { from, to: open }), from };
};

const textBetween = (tokens: readonly Token[], { from, to }: Span): string =>
  tokens
    .slice(from, to)
    .map(({ text }) => text)
    .join("");

const named = (
  path: string,
  tokens: readonly Token[],
  { text, from }: Name,
): Pick<PythonCall, "name" | "isDecorator"> => {
  const { line = 1, column = 1 } = tokens[from] ?? {};
  const sign = tokens[from - 1];
  return { name: { value: text, path, line, column }, isDecorator: sign?.text === "@" && sign.isFirst };
};

const readCall = (
  path: string,
  tokens: readonly Token[],
  open: number,
  value: (span: Span) => PythonValue,
): Pick<PythonCall, "keywords" | "spread"> => {
  const keywords = new Map<string, PythonValue>();
  let spread: Located<string> | undefined;
  for (const part of splitAt(tokens, { from: open + 1, to: tokens[open]?.close ?? open }, ",")) {
    const [first, second] = [tokens[part.from], tokens[part.from + 1]];
    if (part.from === part.to || first === undefined) continue;
    if (first.text === "**") spread ??= writtenOf(path, tokens, part);
    else if (first.kind === "name" && second?.text === "=") {
      keywords.set(first.text, value({ from: part.from + 2, to: part.to }));
    }
  }
  return { keywords, spread };
};

interface Assignment {
  name: string;
  isTop: boolean;
  span: Span;
}

/** `name = …` and `name: type = …` at the beginning of a line. */
const assignmentsOf = (tokens: readonly Token[]): Assignment[] => {
  const starts = tokens.flatMap(({ isFirst }, index) => (isFirst ? [index] : []));
  return starts.flatMap((from, order): Assignment[] => {
    const end = starts[order + 1] ?? tokens.length;
    const first = tokens[from];
    if (first?.kind !== "name") return [];
    let at = from + 1;
    while (tokens[at]?.text === "." && tokens[at + 1]?.kind === "name") at += 2;
    const name = textBetween(tokens, { from, to: at });
    // A type may stand between.
    if (tokens[at]?.text === ":") while (at < end && tokens[at]?.text !== "=") at += 1;
    if (at === end || tokens[at]?.text !== "=") return [];
    return [{ name, isTop: first.column === 1, span: { from: at + 1, to: end } }];
  });
};

const binders = new Set(["for", "as", "import", "global", "nonlocal", "del", "def", "class"]);

/** Names that are bound once, at the top of the module, and not changed in place at the beginning of a line. */
const constantsOf = (tokens: readonly Token[]): Constants => {
  const assigned = new Map<string, Span>();
  for (const { name, isTop, span } of assignmentsOf(tokens)) if (isTop && !assigned.has(name)) assigned.set(name, span);
  const bindings = new Map<string, number>();
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "name" || !bindsHere(tokens, index, token)) continue;
    bindings.set(token.text, (bindings.get(token.text) ?? 0) + 1);
  }
  return (name) => (bindings.get(name) === 1 ? assigned.get(name) : undefined);
};

const bindsHere = (tokens: readonly Token[], index: number, { isFirst, depth }: Token): boolean => {
  const [before, after] = [tokens[index - 1]?.text ?? "", tokens[index + 1]?.text ?? ""];
  return (
    isFirst || binders.has(before) || after === ":=" || (depth === 0 && before !== "." && /^[^=!<>]?=$/.test(after))
  );
};
