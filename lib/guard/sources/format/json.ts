/**
 * JSON with places, by RFC 8259; and JSON with comments, as editors and development containers write it.
 *
 * A reader of our own: `JSON.parse` knows no places, and YAML, which is said to contain JSON, knows no `//`.
 *
 * @module
 */

import { cutShort } from "../../../secrecy.ts";
import { createPlaces, type Place, SourceError } from "../fault.ts";
import { addEntry, assertDepth, type Entry, type SourceNode } from "../node.ts";

/**
 * Parse JSON. With `comments`, comments as in JavaScript and a comma behind the last element are allowed: jsonc.org.
 * Throws `E_SOURCE` for anything else, for duplicate keys and deep nesting.
 */
export const parseJson = (path: string, text: string, { comments }: { comments: boolean }): SourceNode => {
  const reader: Reader = { path, text, at: 0, comments, placeOf: createPlaces(text) };
  const node = readValue(reader, 0);
  if (skipBlank(reader) !== undefined) throw fault(reader, "expected the end of the file");
  return node;
};

// --- internal ---

interface Reader {
  path: string;
  text: string;
  at: number;
  comments: boolean;
  placeOf: (offset: number) => Place;
}

const fault = ({ path, text, at, placeOf }: Reader, wanted: string): SourceError => {
  const found = at < text.length ? `"${String.fromCodePoint(text.codePointAt(at) ?? 0)}"` : "the end of the file";
  return new SourceError(path, placeOf(at), `${wanted}, found ${found}`);
};

/** Moves to the next token and returns its first character; undefined at the end. */
const skipBlank = (reader: Reader): string | undefined => {
  const blank = reader.comments ? /(?:[ \t\r\n]+|\/\/[^\r\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*/y : /[ \t\r\n]*/y;
  blank.lastIndex = reader.at;
  blank.test(reader.text);
  reader.at = blank.lastIndex;
  return reader.text[reader.at];
};

const readValue = (reader: Reader, depth: number): SourceNode => {
  const first = skipBlank(reader);
  const place = reader.placeOf(reader.at);
  assertDepth(reader.path, place, depth);
  if (first === "{") return { ...place, entries: readMap(reader, depth) };
  if (first === "[") return { ...place, items: readList(reader, depth) };
  return { ...place, value: readScalar(reader) };
};

const readMap = (reader: Reader, depth: number): Map<string, Entry> => {
  const entries = new Map<string, Entry>();
  readElements(reader, "}", () => {
    const name = reader.placeOf(reader.at);
    if (reader.text[reader.at] !== '"') throw fault(reader, "expected a name in double quotes");
    const key = readScalar(reader) as string;
    if (skipBlank(reader) !== ":") throw fault(reader, 'expected ":"');
    reader.at += 1;
    addEntry(reader.path, entries, key, { name, node: readValue(reader, depth + 1) });
  });
  return entries;
};

const readList = (reader: Reader, depth: number): SourceNode[] => {
  const items: SourceNode[] = [];
  readElements(reader, "]", () => items.push(readValue(reader, depth + 1)));
  return items;
};

/** From the opening bracket to the closing one. */
const readElements = (reader: Reader, close: string, readElement: () => void): void => {
  reader.at += 1;
  let next = skipBlank(reader);
  while (next !== close) {
    readElement();
    next = skipBlank(reader);
    if (next === close) break;
    if (next !== ",") throw fault(reader, `expected "," or "${close}"`);
    reader.at += 1;
    next = skipBlank(reader);
    if (next === close && !reader.comments) throw fault(reader, "expected an element");
  }
  reader.at += 1;
};

const readScalar = (reader: Reader): unknown => {
  const token = /"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*"|-?\d[\d.eE+-]*|[a-z]+/y;
  token.lastIndex = reader.at;
  const found = token.exec(reader.text)?.[0];
  if (found === undefined) throw fault(reader, "expected a value");
  try {
    const value: unknown = JSON.parse(found);
    reader.at += found.length;
    return value;
  } catch (cause) {
    throw new SourceError(reader.path, reader.placeOf(reader.at), `not a JSON value: ${cutShort(found, 40)}`, cause);
  }
};
