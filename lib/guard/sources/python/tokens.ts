/**
 * Python source as tokens: enough to find calls and assignments, and to read literals.
 *
 * @module
 */
import { createPlaces, type Place, readableText, SourceError } from "../fault.ts";
import { matchAt, prefix, word } from "./lexemes.ts";
import { scanString } from "./strings.ts";

export interface Token extends Place {
  kind: "name" | "number" | "string" | "sign";
  /** As written. */
  text: string;
  /** Of a string that is a literal. */
  value: string | undefined;
  /** Brackets that are open around it; a bracket itself is inside of those around it. */
  depth: number;
  /** It begins a statement's line. */
  isFirst: boolean;
  /** Of an opening bracket: the index of the closing one. */
  close?: number;
}

/** The token at `index`; nothing behind the last and before the first. */
export const tokenAt = (tokens: readonly Token[], index: number): Partial<Token> => tokens[index] ?? {};

/**
 * Tokens of a Python file, comments and blanks left out: https://docs.python.org/3/reference/lexical_analysis.html.
 * Syntax that older and newer Pythons have beyond that is read as signs.
 *
 * Throws `E_SOURCE` for an open string or bracket, and for over 200 brackets in each other, which Python refuses, too,
 * and over half a million words and signs.
 */
export const readTokens = (path: string, source: string): Token[] => {
  const text = readableText(path, source);
  const reader: Reader = { path, text, at: 0, tokens: [], open: [], isFirst: true, placeOf: createPlaces(text) };
  while (reader.at < text.length) readOne(reader);
  const [unclosed] = reader.open;
  if (unclosed !== undefined) throw new SourceError(path, unclosed, "a bracket that is never closed");
  return reader.tokens;
};

// --- internal ---

interface Reader {
  path: string;
  text: string;
  at: number;
  tokens: Token[];
  /** The brackets that are open. */
  open: Token[];
  isFirst: boolean;
  placeOf: (offset: number) => Place;
}

/** https://docs.python.org/3/reference/expressions.html: the parser's own limit. */
const mostBrackets = 200;

const fault = ({ path, placeOf, at }: Reader, reason: string): SourceError =>
  new SourceError(path, placeOf(at), reason);

const blank = /(?:[ \t\f]+|#[^\r\n]*|\\(?:\r\n|\r|\n))+/y;
const lineEnd = /\r\n|\r|\n/y;
const number = /(?:\d|\.\d)(?:[eE][+-]|[\w.])*/y;
const sign = /\*\*=|\/\/=|>>=|<<=|:=|==|!=|<=|>=|->|\*\*|\/\/|<<|>>|[-+*/%@&|^]=|[\s\S]/y;

const match = ({ text, at }: Reader, pattern: RegExp): string | undefined => matchAt(pattern, text, at);

const readOne = (reader: Reader): void => {
  const skipped = match(reader, blank);
  if (skipped !== undefined) {
    reader.at += skipped.length;
    return;
  }
  const end = match(reader, lineEnd);
  if (end !== undefined) {
    reader.at += end.length;
    if (reader.open.length === 0) reader.isFirst = true;
    return;
  }
  const kind = match(reader, prefix);
  if (kind !== undefined) readString(reader, kind);
  else readOther(reader);
};

/** Far more than people write into one file. */
const mostTokens = 500_000;

const add = (reader: Reader, kind: Token["kind"], end: number, value?: string): Token => {
  const { at, text, open, isFirst, placeOf, tokens } = reader;
  if (tokens.length === mostTokens) throw fault(reader, `more than ${mostTokens} words and signs`);
  const token = { kind, text: text.slice(at, end), value, depth: open.length, isFirst, ...placeOf(at) };
  tokens.push(token);
  reader.at = end;
  reader.isFirst = false;
  return token;
};

const readString = (reader: Reader, kind: string): void => {
  const scanned = scanString(reader.text, reader.at + kind.length, kind);
  if (scanned === undefined) throw fault(reader, "a string that is never closed");
  add(reader, "string", scanned.end, scanned.value);
};

const readOther = (reader: Reader): void => {
  const name = match(reader, word);
  const digits = match(reader, number);
  if (name !== undefined) add(reader, "name", reader.at + name.length);
  else if (digits !== undefined) add(reader, "number", reader.at + digits.length);
  else readSign(reader, match(reader, sign) ?? "");
};

const pairs: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

const readSign = (reader: Reader, text: string): void => {
  const { open, tokens } = reader;
  const opening = pairs[text];
  if (opening !== undefined) {
    const token = open.pop();
    if (token?.text !== opening) throw fault(reader, `"${text}" without its opening bracket`);
    token.close = tokens.length;
  }
  const token = add(reader, "sign", reader.at + text.length);
  if (text !== "(" && text !== "[" && text !== "{") return;
  if (open.length === mostBrackets) {
    throw new SourceError(reader.path, token, `more than ${mostBrackets} open brackets`);
  }
  open.push(token);
};
