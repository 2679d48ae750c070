/**
 * Conditions of GitHub Actions, evaluated for one situation: true, false, or not to be known.
 *
 * docs.github.com "Evaluate expressions in workflows and actions": operators, functions.
 *
 * @module
 */
import { peek, type TokenReader, tokensOf } from "../tokens.ts";
import {
  compare,
  comparisons,
  isUnknown,
  madeOf,
  searchable,
  searches,
  truthOf,
  type Unknown,
  type Value,
} from "./value.ts";

/** What names stand for in a situation: by their path in lower case, such as `github.event_name`, and as written. */
export interface Situation {
  name: string;
  valueOf: (path: string, written: string) => Value;
  /** What decides whether two texts are the same, or one is a part of the other, where only a run can tell. */
  unsure?: (a: string, b: string, isPart: boolean) => Unknown | undefined;
  /** What `success()` is; left out: true, because what failed before fails the job already. */
  success?: Value;
  /** What `failure()` is; left out: false. */
  failure?: Value;
}

/** What a condition comes to in a situation; or what it depends on, which only a run knows. */
export type Outcome = { truth: boolean } | { unknown: Unknown };

/** Evaluate the text of an `if`. Undefined when it can't be understood. */
export const evaluateCondition = (text: string, situation: Situation): Outcome | undefined => {
  const inner = expressionIn(text);
  // Text around an expression makes a text of it, and a text that is not empty is true.
  if (inner === undefined) return { truth: true };
  const reader: Reader = { tokens: tokensOf(inner, words), at: 0, situation, unknown: [], depth: 0 };
  try {
    const value = readOr(reader);
    if (peek(reader) !== undefined) return undefined;
    if (!isUnknown(value) || value.truth !== undefined) return { truth: truthOf(value) === true };
    return { unknown: reader.unknown.find(({ isTheirs }) => isTheirs) ?? value };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** Whether a condition asks about the state of what ran before, so that GitHub does not add `success()`. */
export const asksForStatus = (text: string): boolean => {
  const tokens = tokensOf(expressionIn(text) ?? "", words) ?? [];
  return tokens.some((token, at) => tokens[at + 1] === "(" && statuses.has(token.toLowerCase()));
};

// --- internal ---

interface Reader extends TokenReader {
  situation: Situation;
  unknown: Unknown[];
  depth: number;
}

/** Texts without what is made up. */
const words = /\s|'(?:[^'\uE000\uE001]|'')*'|&&|\|\||==|!=|<=|>=|[<>!()[\],*]|\.|-?\d[\w.]*|[A-Za-z_][\w-]*/gy;

/** As deep as GitHub goes. */
const deepest = 50;

/** What is evaluated: all of the text, or what `${{ }}` around all of it holds; undefined for a text with one in it. */
const expressionIn = (text: string): string | undefined => {
  const [, inner = text] = /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(text) ?? [];
  return inner.includes("${{") ? undefined : inner;
};

/** Whether the next token is this one, which is passed over then. */
const accept = (reader: Reader, token: string): boolean => {
  const isNext = peek(reader) === token;
  if (isNext) reader.at += 1;
  return isNext;
};

const take = (reader: Reader, token: string): void => {
  if (!accept(reader, token)) throw new SyntaxError(`expected ${token}`);
};

const next = (reader: Reader): string => {
  const token = peek(reader);
  if (token === undefined) throw new SyntaxError("ends early");
  reader.at += 1;
  return token;
};

const readOr = (reader: Reader): Value => {
  let left = readAnd(reader);
  while (accept(reader, "||")) left = deciding(true, left, readAnd(reader));
  return left;
};

const readAnd = (reader: Reader): Value => {
  let left = readComparison(reader);
  while (accept(reader, "&&")) left = deciding(false, left, readComparison(reader));
  return left;
};

/** The operand that decides, as in JavaScript; where the left one can't be known, the other may still decide the truth. */
const deciding = (truth: boolean, left: Value, right: Value): Value => {
  if (!isUnknown(left) || left.truth !== undefined) return truthOf(left) === truth ? left : right;
  return truthOf(right) === truth ? { ...left, truth } : left;
};

const readComparison = (reader: Reader): Value => {
  const left = readUnary(reader);
  const comparison = comparisons.get(peek(reader) ?? "");
  if (comparison === undefined) return left;
  reader.at += 1;
  const right = readUnary(reader);
  if (isUnknown(left)) return madeOf(left);
  if (isUnknown(right)) return madeOf(right);
  return unsureOf(reader, left, right, false) ?? compare(comparison, left, right);
};

const unsureOf = ({ situation, unknown }: Reader, left: Value, right: Value, isPart: boolean): Unknown | undefined => {
  if (typeof left !== "string" || typeof right !== "string") return undefined;
  const unsure = situation.unsure?.(left, right, isPart);
  if (unsure !== undefined) unknown.push(unsure);
  return unsure;
};

const readUnary = (reader: Reader): Value => {
  reader.depth += 1;
  if (reader.depth > deepest) throw new SyntaxError("nesting");
  const value = accept(reader, "!") ? negated(readUnary(reader)) : readPrimary(reader);
  reader.depth -= 1;
  return value;
};

const negated = (value: Value): Value => {
  const truth = truthOf(value);
  return truth === undefined ? value : !truth;
};

const readPrimary = (reader: Reader): Value => {
  const token = next(reader);
  if (token === "(") {
    const value = readOr(reader);
    take(reader, ")");
    return value;
  }
  if (token[0] === "'") return token.slice(1, -1).replaceAll("''", "'");
  if (/^-?\d/.test(token)) return numberIn(token);
  if (token === "true" || token === "false") return token === "true";
  if (token === "null") return null;
  if (!/[A-Za-z_]/.test(token)) throw new SyntaxError(token);
  return accept(reader, "(") ? readCall(reader, token.toLowerCase()) : readPath(reader, token);
};

const numberIn = (token: string): number => {
  const value = Number(token);
  if (Number.isNaN(value)) throw new SyntaxError(token);
  return value;
};

const readPath = (reader: Reader, first: string): Value => {
  let written = first;
  for (;;) {
    if (accept(reader, ".")) written += `.${partOf(next(reader))}`;
    else if (accept(reader, "[")) {
      const key = readOr(reader);
      take(reader, "]");
      written += isUnknown(key) ? ".*" : `.${partOf(String(key))}`;
    } else return noted(reader, reader.situation.valueOf(written.toLowerCase(), written));
  }
};

/** One name of a path: what has a dot in it would pass for two. */
const partOf = (name: string): string => {
  if (!/^(?:\*|[\w-]+)$/.test(name)) throw new SyntaxError(name);
  return name;
};

const noted = (reader: Reader, value: Value): Value => {
  if (isUnknown(value)) reader.unknown.push(value);
  return value;
};

/** Behind the name and its parenthesis. */
const readCall = (reader: Reader, name: string): Value => {
  const args = readArguments(reader);
  const status = statuses.get(name);
  if (status !== undefined) return noted(reader, status(reader.situation));
  const search = searches.get(name);
  if (search === undefined) return noted(reader, { unknown: `${name}()`, isTheirs: false });
  const [text = null, part = null] = args;
  if (args.length !== 2) throw new SyntaxError(name);
  if (isUnknown(text)) return madeOf(text);
  if (isUnknown(part)) return madeOf(part);
  return unsureOf(reader, text, part, true) ?? search(searchable(text), searchable(part));
};

const readArguments = (reader: Reader): Value[] => {
  const args: Value[] = [];
  if (accept(reader, ")")) return args;
  do args.push(readOr(reader));
  while (accept(reader, ","));
  take(reader, ")");
  return args;
};

/** The functions that ask what became of all before. */
const statuses: ReadonlyMap<string, (situation: Situation) => Value> = new Map<string, (one: Situation) => Value>([
  ["success", ({ success = true }) => success],
  ["always", () => true],
  ["failure", ({ failure = false }) => failure],
  ["cancelled", () => false],
]);
