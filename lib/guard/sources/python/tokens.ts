/**
 * Python source as tokens: enough to find calls and assignments, and to read literals.
 *
 * @module
 */
import { createPlaces, type Place, readableText, SourceError } from "../fault.ts";
import { scanString } from "./strings.ts";

export interface Token extends Place {
  kind: "name" | "number" | "string" | "sign";
  /** As written. */
  text: string;
  /** Of a string that is a literal. */
  value?: string;
  /** Brackets that are open around it; a bracket itself is inside of those around it. */
  depth: number;
  /** It begins a statement's line. */
  isFirst: boolean;
  /** Of an opening bracket: the index of the closing one. */
  close?: number;
}

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
  if (unclosed !== undefined) throw fault(reader, unclosed, "a bracket that is never closed");
  return reader.tokens;
};

// --- internal ---

interface Reader {
  path: string;
  text: string;
  at: number;
  tokens: Token[];
  /** Indices of the brackets that are open. */
  open: number[];
  isFirst: boolean;
  placeOf: (offset: number) => Place;
}

/** https://docs.python.org/3/reference/expressions.html: the parser's own limit. */
const mostBrackets = 200;

const fault = ({ path, tokens, placeOf, at }: Reader, index: number | undefined, reason: string): SourceError => {
  const token = index === undefined ? undefined : tokens[index];
  return new SourceError(path, token ?? placeOf(at), reason);
};

const blank = /(?:[ \t\f]+|#[^\r\n]*|\\(?:\r\n|\r|\n))+/y;
const lineEnd = /\r\n|\r|\n/y;
const prefixed = /([a-z]{0,2})(?=["'])/iy;
const word = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy;
const number = /(?:\d|\.\d)(?:[eE][+-]|[\w.])*/y;
const sign = /\*\*=|\/\/=|>>=|<<=|:=|==|!=|<=|>=|->|\*\*|\/\/|<<|>>|[-+*/%@&|^]=|[\s\S]/y;

const match = (reader: Reader, pattern: RegExp): RegExpExecArray | null => {
  pattern.lastIndex = reader.at;
  return pattern.exec(reader.text);
};

const readOne = (reader: Reader): void => {
  const skipped = match(reader, blank);
  if (skipped !== null) {
    reader.at += skipped[0].length;
    return;
  }
  const end = match(reader, lineEnd);
  if (end !== null) {
    reader.at += end[0].length;
    if (reader.open.length === 0) reader.isFirst = true;
    return;
  }
  const prefix = match(reader, prefixed)?.[1];
  if (prefix !== undefined) readString(reader, prefix);
  else readOther(reader);
};

/** Far more than people write into one file. */
const mostTokens = 500_000;

const add = (reader: Reader, kind: Token["kind"], end: number, value?: string): void => {
  const { at, text, open, isFirst, placeOf, tokens } = reader;
  if (tokens.length === mostTokens) throw fault(reader, undefined, `more than ${mostTokens} words and signs`);
  const place = placeOf(at);
  const told = value !== undefined && { value };
  tokens.push({ kind, text: text.slice(at, end), depth: open.length, isFirst, ...place, ...told });
  reader.at = end;
  reader.isFirst = false;
};

const readString = (reader: Reader, prefix: string): void => {
  const scanned = scanString(reader.text, reader.at + prefix.length, prefix);
  if (scanned === undefined) throw fault(reader, undefined, "a string that is never closed");
  add(reader, "string", scanned.end, scanned.value);
};

const readOther = (reader: Reader): void => {
  const found = match(reader, word)?.[0];
  if (found !== undefined) return add(reader, "name", reader.at + found.length);
  const digits = match(reader, number)?.[0];
  if (digits !== undefined) return add(reader, "number", reader.at + digits.length);
  readSign(reader, match(reader, sign)?.[0] ?? "");
};

const pairs: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

const readSign = (reader: Reader, text: string): void => {
  const { open, tokens } = reader;
  const opening = pairs[text];
  if (opening !== undefined) {
    const index = open.pop();
    const token = index === undefined ? undefined : tokens[index];
    if (token?.text !== opening) throw fault(reader, undefined, `"${text}" without its opening bracket`);
    token.close = tokens.length;
  }
  add(reader, "sign", reader.at + text.length);
  if (text !== "(" && text !== "[" && text !== "{") return;
  if (open.length === mostBrackets) throw fault(reader, tokens.length - 1, `more than ${mostBrackets} open brackets`);
  open.push(tokens.length - 1);
};
