/**
 * TOML 1.1 with places. What is TOML 1.0 only means the same there.
 *
 * @module
 */
import type { AST } from "toml-eslint-parser";
import { createPlaces, maxDepth, type Place, SourceError, top } from "../fault.ts";
import { addEntry, assertDepth, type Entry, type SourceNode } from "../node.ts";

/** A function that parses TOML: https://toml.io/en/v1.1.0. It throws `E_SOURCE`, duplicate keys and deep nesting included. */
export const loadToml = async (): Promise<(path: string, text: string) => SourceNode> => {
  const toml = await import("toml-eslint-parser");
  return (path, text) => parseToml(toml, path, text);
};

// --- internal ---

const parseToml = (
  { parseTOML, ParseError }: typeof import("toml-eslint-parser"),
  path: string,
  text: string,
): SourceNode => {
  assertFewOpen(path, text);
  const root: SourceNode = { ...top, entries: new Map() };
  try {
    for (const part of parseTOML(text, { tomlVersion: "1.1" }).body[0].body) {
      if (part.type === "TOMLTable") addTable(path, root, part);
      else addKeyValue(path, root, part, 1);
    }
  } catch (error) {
    if (error instanceof ParseError) {
      throw new SourceError(path, { line: error.lineNumber, column: error.column + 1 }, error.message, error);
    }
    // The parser's own recursion, not ours.
    if (error instanceof RangeError) throw new SourceError(path, top, "nesting too deep, or a string too long", error);
    throw error;
  }
  return root;
};

/** The parser takes half a minute for 4 MiB of brackets. A rough count will do: brackets in strings come in pairs. */
const assertFewOpen = (path: string, text: string): void => {
  let open = 0;
  for (const { 0: bracket, index } of text.matchAll(/[[\]{}]/g)) {
    open = Math.max(0, open + (bracket === "[" || bracket === "{" ? 1 : -1));
    if (open > 1000) throw new SourceError(path, createPlaces(text)(index), `nesting deeper than ${maxDepth}`);
  }
};

type Name = AST.TOMLBare | AST.TOMLQuoted;

function placeOf({ loc: { start } }: AST.TOMLNode): Place {
  return { line: start.line, column: start.column + 1 };
}

function nameOf(key: Name): string {
  return key.type === "TOMLBare" ? key.name : key.value;
}

/** The parser lets no name be without parts; if it ever does, nothing may be lost here. */
function lastOf(path: string, key: AST.TOMLKey): Name {
  const last = key.keys.at(-1);
  if (last === undefined) throw new SourceError(path, placeOf(key), "a name without an end");
  return last;
}

/** The parser refuses to add to what is no map, just as well. */
function entriesOf(path: string, node: SourceNode, key: Name): Map<string, Entry> {
  if (node.entries === undefined) throw new SourceError(path, placeOf(key), `"${nameOf(key)}" below no table`);
  return node.entries;
}

const addTable = (path: string, root: SourceNode, table: AST.TOMLTable): void => {
  const isArray = table.kind === "array";
  const parent = descend(path, root, isArray ? table.key.keys.slice(0, -1) : table.key.keys);
  const target = isArray ? addElement(path, parent, table.key) : parent;
  for (const pair of table.body) addKeyValue(path, target, pair, table.resolvedKey.length + 1);
};

/** `[[name]]`: a new map at the end of the list. */
const addElement = (path: string, parent: SourceNode, key: AST.TOMLKey): SourceNode => {
  const last = lastOf(path, key);
  const element: SourceNode = { ...placeOf(last), entries: new Map() };
  const existing = entriesOf(path, parent, last).get(nameOf(last))?.node;
  if (existing?.items !== undefined) existing.items.push(element);
  else add(path, parent, last, { ...placeOf(last), items: [element] });
  return element;
};

/** Follows `keys`, making maps where there is nothing yet; a list stands for its last element. */
const descend = (path: string, from: SourceNode, keys: readonly Name[]): SourceNode => {
  let node = from;
  for (const [depth, key] of keys.entries()) {
    assertDepth(path, placeOf(key), depth);
    let next = entriesOf(path, node, key).get(nameOf(key))?.node;
    if (next === undefined) {
      next = { ...placeOf(key), entries: new Map() };
      add(path, node, key, next);
    }
    node = next.items?.at(-1) ?? next;
  }
  return node;
};

function add(path: string, parent: SourceNode, key: Name, node: SourceNode): void {
  addEntry(path, entriesOf(path, parent, key), nameOf(key), { name: placeOf(key), node });
}

const addKeyValue = (path: string, table: SourceNode, { key, value }: AST.TOMLKeyValue, depth: number): void => {
  const parent = descend(path, table, key.keys.slice(0, -1));
  add(path, parent, lastOf(path, key), convert(path, value, depth + key.keys.length - 1));
};

const convert = (path: string, node: AST.TOMLContentNode, depth: number): SourceNode => {
  const place = placeOf(node);
  assertDepth(path, place, depth);
  if (node.type === "TOMLArray") {
    return { ...place, items: node.elements.map((element) => convert(path, element, depth + 1)) };
  }
  if (node.type === "TOMLInlineTable") {
    const map: SourceNode = { ...place, entries: new Map<string, Entry>() };
    for (const pair of node.body) addKeyValue(path, map, pair, depth + 1);
    return map;
  }
  return { ...place, value: "datetime" in node ? node.datetime : node.value };
};
