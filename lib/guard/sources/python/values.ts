/**
 * Values that stand as literals in Python source, and names that stand for one.
 *
 * @module
 */
import type { Entry, SourceNode } from "../node.ts";
import type { Token } from "./tokens.ts";

/** Tokens from `from` up to and without `to`. */
export interface Span {
  from: number;
  to: number;
}

/** What a name stands for, or undefined when that is decided while the program runs. */
export type Constants = (name: string) => Span | undefined;

/**
 * The value of an expression that is a literal: texts, numbers, True, False, None, lists, tuples, sets and dicts of
 * them, and names (also with an index) of `constants`. Undefined for everything else: it is computed.
 */
export const literalOf = (
  tokens: readonly Token[],
  span: Span,
  constants: Constants,
  depth = 0,
): SourceNode | undefined => {
  const { from, to } = span;
  const first = tokens[from];
  if (first === undefined || from >= to || depth > deepest) return undefined;
  const read = (part: Span): SourceNode | undefined => literalOf(tokens, part, constants, depth + 1);
  const parts = splitAt(tokens, span, ",");
  // A tuple without brackets.
  if (parts.length > 1) return listOf(first, parts, read);
  if (first.kind === "string") return textOf(tokens.slice(from, to));
  if (first.close !== undefined && first.close === to - 1) return bracketed(tokens, span, read);
  if (first.kind === "name") return named(tokens, span, constants, depth);
  if (first.kind !== "number" || to - from > 1) return undefined;
  const value = Number(first.text.replaceAll("_", ""));
  return Number.isFinite(value) ? { ...placeOf(first), value } : undefined;
};

/** The parts of a span between `separator`s that no bracket holds; an empty one at the end is left out. */
export const splitAt = (tokens: readonly Token[], { from, to }: Span, separator: string): Span[] => {
  const parts: Span[] = [];
  let start = from;
  for (let index = from; index < to; index += 1) {
    const token = tokens[index];
    if (token?.close !== undefined) index = token.close;
    else if (token?.kind === "sign" && token.text === separator) {
      parts.push({ from: start, to: index });
      start = index + 1;
    }
  }
  if (start < to) parts.push({ from: start, to });
  // A comma behind a single value makes a tuple of it.
  else if (parts.length === 1) parts.push({ from: to, to });
  return parts;
};

// --- internal ---

/** Brackets in each other, and names for names. */
const deepest = 20;

const placeOf = ({ line, column }: Token) => ({ line, column });

/** Neighbouring strings are one. */
const textOf = (parts: readonly Token[]): SourceNode | undefined => {
  const [first] = parts;
  if (first === undefined || !parts.every(({ kind, value }) => kind === "string" && value !== undefined))
    return undefined;
  return { ...placeOf(first), value: parts.map(({ value }) => value).join("") };
};

type Read = (part: Span) => SourceNode | undefined;

const listOf = (first: Token, parts: readonly Span[], read: Read): SourceNode | undefined => {
  const items: SourceNode[] = [];
  for (const part of parts) {
    if (part.from === part.to && part === parts.at(-1)) continue;
    const item = read(part);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return { ...placeOf(first), items };
};

const bracketed = (tokens: readonly Token[], { from, to }: Span, read: Read): SourceNode | undefined => {
  const first = tokens[from];
  if (first === undefined) return undefined;
  const inside = { from: from + 1, to: to - 1 };
  const parts = splitAt(tokens, inside, ",");
  if (first.text === "(" && parts.length === 1) return read(inside);
  if (first.text === "{" && parts.every((part) => isPair(tokens, part))) return dictOf(tokens, first, parts, read);
  return listOf(first, parts, read);
};

const isPair = (tokens: readonly Token[], part: Span): boolean =>
  part.from === part.to || splitAt(tokens, part, ":").length === 2;

const dictOf = (tokens: readonly Token[], first: Token, parts: readonly Span[], read: Read): SourceNode | undefined => {
  const entries = new Map<string, Entry>();
  for (const part of parts) {
    if (part.from === part.to) continue;
    const [left, right] = splitAt(tokens, part, ":");
    const [key, node] = [left, right].map((side) => (side === undefined ? undefined : read(side)));
    if (typeof key?.value !== "string" || node === undefined) return undefined;
    // Of two equal keys Python takes the last.
    entries.set(key.value, { name: { line: key.line, column: key.column }, node });
  }
  return { ...placeOf(first), entries };
};

const words: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };

const named = (
  tokens: readonly Token[],
  { from, to }: Span,
  constants: Constants,
  depth: number,
): SourceNode | undefined => {
  const first = tokens[from];
  if (first === undefined) return undefined;
  if (to - from === 1 && first.text in words) return { ...placeOf(first), value: words[first.text] };
  const meant = constants(first.text);
  const node = meant && literalOf(tokens, meant, constants, depth + 1);
  if (node === undefined || to - from === 1) return node;
  const index = indexOf(tokens.slice(from + 1, to));
  return index === undefined ? undefined : node.items?.at(index);
};

/** `[0]`, `[-1]`. */
const indexOf = (parts: readonly Token[]): number | undefined => {
  const written = /^\[(-?\d+)\]$/.exec(parts.map(({ text }) => text).join(""))?.[1];
  return written === undefined ? undefined : Number(written);
};
