/**
 * Values that stand as literals in Python source, and names that stand for one.
 *
 * @module
 */
import { SourceError } from "../fault.ts";
import type { Entry, SourceNode } from "../node.ts";
import { type Token, tokenAt } from "./tokens.ts";

/** Tokens from `from` up to and without `to`. */
export interface Span {
  from: number;
  to: number;
}

/** What a name stands for, or undefined when that is decided while the program runs. */
export type Constants = (name: string) => Span | undefined;

/** What a literal is read from. */
export interface Reading {
  path: string;
  tokens: readonly Token[];
  constants: Constants;
  /** Values that names stand for, so far. */
  copies: { count: number };
  /** A name stands for it. */
  isCopy: boolean;
}

/**
 * The value of an expression that is a literal: texts, numbers, True, False, None, lists, tuples, sets and dicts of
 * them, and names (also with an index) of `constants`. Undefined for everything else: it is computed. Throws `E_SOURCE`
 * for names that multiply.
 */
export const literalOf = (reading: Reading, span: Span, depth = 0): SourceNode | undefined => {
  const { tokens, path, copies } = reading;
  const { from, to } = span;
  const [first] = tokens.slice(from, to);
  if (first === undefined || depth > deepest) return undefined;
  if (reading.isCopy) copies.count += 1;
  if (copies.count > maxCopies) throw new SourceError(path, first, `names that stand for over ${maxCopies} values`);
  const read = (part: Span): SourceNode | undefined => literalOf(reading, part, depth + 1);
  const parts = splitAt(tokens, span, ",");
  // A tuple without brackets.
  if (parts.length > 1) return listOf(first, parts, read);
  if (first.kind === "string") return textOf(first, tokens.slice(from, to));
  if (first.close === to - 1) return bracketed(tokens, span, first, read);
  if (first.kind === "name") return named(reading, span, first, depth);
  if (first.kind !== "number" || to - from > 1) return undefined;
  const value = Number(first.text.replaceAll("_", ""));
  return Number.isFinite(value) ? { ...placeOf(first), value } : undefined;
};

/** The parts of a span between `separator`s that no bracket holds: none of nothing, and an empty one behind the last separator. */
export const splitAt = (tokens: readonly Token[], { from, to }: Span, separator: string): Span[] => {
  const parts: Span[] = [];
  let start = from;
  for (let index = from; index < to; index += 1) {
    const { text, close = index } = tokenAt(tokens, index);
    if (text === separator) {
      parts.push({ from: start, to: index });
      start = index + 1;
    }
    index = close;
  }
  if (from < to) parts.push({ from: start, to });
  return parts;
};

// --- internal ---

/** Brackets in each other, and names for names. */
const deepest = 20;

/** Far more than people write, far less than the "billion laughs". */
const maxCopies = 100_000;

const placeOf = ({ line, column }: Token) => ({ line, column });

/** Neighbouring strings are one. */
const textOf = (first: Token, parts: readonly Token[]): SourceNode | undefined => {
  if (parts.some(({ value }) => value === undefined)) return undefined;
  return { ...placeOf(first), value: parts.map(({ value }) => value).join("") };
};

type Read = (part: Span) => SourceNode | undefined;

/** Without the one behind the last comma. */
const filled = (parts: readonly Span[]): Span[] =>
  parts.filter(({ from, to }, index) => from < to || index < parts.length - 1);

const listOf = (first: Token, parts: readonly Span[], read: Read): SourceNode | undefined => {
  const items = filled(parts).map(read);
  return items.every((item) => item !== undefined) ? { ...placeOf(first), items } : undefined;
};

const bracketed = (tokens: readonly Token[], { from, to }: Span, first: Token, read: Read): SourceNode | undefined => {
  const inside = { from: from + 1, to: to - 1 };
  const parts = splitAt(tokens, inside, ",");
  if (first.text === "(" && parts.length === 1) return read(inside);
  // What is no dict may be a set.
  return (first.text === "{" ? dictOf(tokens, first, parts, read) : undefined) ?? listOf(first, parts, read);
};

const dictOf = (tokens: readonly Token[], first: Token, parts: readonly Span[], read: Read): SourceNode | undefined => {
  const entries = new Map<string, Entry>();
  for (const part of filled(parts)) {
    const [key, node, ...more] = splitAt(tokens, part, ":").map(read);
    if (typeof key?.value !== "string" || node === undefined || more.length > 0) return undefined;
    // Of two equal keys Python takes the last.
    entries.set(key.value, { name: { line: key.line, column: key.column }, node });
  }
  return { ...placeOf(first), entries };
};

const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["True", true],
  ["False", false],
  ["None", null],
]);

const named = (reading: Reading, { from, to }: Span, first: Token, depth: number): SourceNode | undefined => {
  const isAlone = to - from === 1;
  if (isAlone && words.has(first.text)) return { ...placeOf(first), value: words.get(first.text) };
  const meant = reading.constants(first.text);
  const node = meant && literalOf({ ...reading, isCopy: true }, meant, depth + 1);
  if (isAlone) return node;
  const index = indexOf(reading.tokens.slice(from + 1, to));
  return index === undefined ? undefined : node?.items?.at(index);
};

/** `[0]`, `[-1]`. */
const indexOf = (parts: readonly Token[]): number | undefined => {
  const written = /^\[(-?\d+)\]$/.exec(parts.map(({ text }) => text).join(""))?.[1];
  return written === undefined ? undefined : Number(written);
};
