/**
 * YAML 1.2 with places.
 *
 * @module
 */
import type { Alias, CST, Document, Node, Pair } from "yaml";
import { createPlaces, maxDepth, type Place, SourceError, top } from "../fault.ts";
import { addEntry, assertDepth, type Entry, type SourceNode } from "../node.ts";

/**
 * A function that parses one YAML document: https://yaml.org/spec/1.2.2/, the core schema. Aliases stand for what they name, with its
 * place, and the merge key `<<` (https://yaml.org/type/merge.html) is followed, as the readers of workflows and
 * environments do. An empty file is null.
 *
 * Throws `E_SOURCE` also for what readers understand differently or could choke on: duplicate keys, several
 * documents, maps as keys, carriage returns alone, aliases that multiply, deep nesting.
 */
export const loadYaml = async (): Promise<(path: string, text: string) => SourceNode> => {
  const yaml = await import("yaml");
  return (path, text) => parseYaml(yaml, path, text);
};

// --- internal ---

const parseYaml = (yaml: typeof import("yaml"), path: string, text: string): SourceNode => {
  const reader: Reader = { yaml, path, placeOf: createPlaces(text), targets: new Map(), copies: 0 };
  const lonely = /\r(?!\n)/.exec(text);
  if (lonely !== null) throw fault(reader, lonely.index, "a carriage return without a line feed");
  const tokens = readTokens(reader, text);
  const [document, second] = compose(reader, tokens);
  if (second !== undefined) throw fault(reader, second.range[0], "a second document; expected one");
  const [error] = document?.errors ?? [];
  if (error !== undefined) throw fault(reader, error.pos[0], error.message, error);
  if (document === undefined || document.contents === null) return { ...top, value: null };
  resolveAliases(reader, document);
  return convert(reader, document.contents as Node, 0);
};

/** Nodes that aliases may add: far more than people write, far less than the "billion laughs". */
const maxCopies = 100_000;

interface Reader {
  yaml: typeof import("yaml");
  path: string;
  placeOf: (offset: number) => Place;
  /** What each alias stands for. */
  targets: Map<Alias, Node>;
  /** Nodes made through aliases so far. */
  copies: number;
}

const fault = ({ path, placeOf }: Reader, offset: number, reason: string, cause?: unknown): SourceError =>
  new SourceError(path, placeOf(offset), reason, cause);

/** Punctuation, words, white space: what can be read in a few seconds, and thirty times the largest workflow. */
const maxLexemes = 500_000;

/** The composer recurses without a limit, and what an overflow of the stack does there is up to chance. */
const readTokens = (reader: Reader, text: string): CST.Token[] => {
  const parser = new reader.yaml.Parser();
  const tokens: CST.Token[] = [];
  let count = 0;
  for (const lexeme of new reader.yaml.Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    count += 1;
    // The document and the value itself are on the stack, too.
    if (parser.stack.length > maxDepth + 3) throw fault(reader, parser.offset, `nesting deeper than ${maxDepth}`);
    if (count > maxLexemes) throw fault(reader, parser.offset, `more than ${maxLexemes} words and signs`);
  }
  tokens.push(...parser.end());
  return tokens;
};

/** Its own search for duplicate keys takes minutes for a large map; the stack of each of a hundred thousand errors, seconds. */
const compose = ({ yaml }: Reader, tokens: CST.Token[]): Document.Parsed[] => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return [...new yaml.Composer({ uniqueKeys: false, logLevel: "silent" }).compose(tokens)];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

/** An alias stands for the last node before it that has its anchor: section 7.1. */
const resolveAliases = (reader: Reader, document: Document.Parsed): void => {
  const anchors = new Map<string, Node>();
  const { visit, isNode } = reader.yaml;
  visit(document, {
    Alias: (_, alias) => {
      const target = anchors.get(alias.source);
      if (target === undefined) throw fault(reader, startOf(alias), `no anchor for the alias "${alias.source}"`);
      reader.targets.set(alias, target);
    },
    Node: (_, node) => {
      if (isNode(node) && "anchor" in node && typeof node.anchor === "string") anchors.set(node.anchor, node);
    },
  });
};

const startOf = (node: Node): number => node.range?.[0] ?? 0;

const convert = (reader: Reader, node: Node, depth: number, isCopy = false): SourceNode => {
  const { isAlias, isMap, isSeq, isScalar, isNode } = reader.yaml;
  const place = reader.placeOf(startOf(node));
  assertDepth(reader.path, place, depth);
  if (isCopy) reader.copies += 1;
  if (reader.copies > maxCopies) throw fault(reader, startOf(node), `aliases that stand for over ${maxCopies} values`);
  if (isAlias(node)) return convert(reader, targetOf(reader, node), depth, true);
  if (isSeq(node)) {
    const items = node.items.map((item) => {
      if (!isNode(item)) throw fault(reader, startOf(node), "an element that is no value");
      return convert(reader, item, depth + 1, isCopy);
    });
    return { ...place, items };
  }
  if (isMap(node)) return { ...place, entries: convertMap(reader, node.items as Pair[], depth, isCopy) };
  return { ...place, value: isScalar(node) ? plain(node.value, node.source) : undefined };
};

const targetOf = (reader: Reader, alias: Alias): Node => {
  const target = reader.targets.get(alias);
  if (target === undefined) throw fault(reader, startOf(alias), `no anchor for the alias "${alias.source}"`);
  return target;
};

/** Dates, bytes and numbers beyond a double keep their text. */
const plain = (value: unknown, source: string | undefined): unknown => {
  const isPlain = value === null || ["string", "number", "boolean"].includes(typeof value);
  return isPlain ? value : (source ?? String(value));
};

const convertMap = (reader: Reader, pairs: readonly Pair[], depth: number, isCopy: boolean): Map<string, Entry> => {
  const entries = new Map<string, Entry>();
  const merged: SourceNode[] = [];
  for (const { key, value } of pairs) {
    const { isNode } = reader.yaml;
    if (!isNode(key)) throw new SourceError(reader.path, top, "a map without a key");
    const name = reader.placeOf(startOf(key));
    const node = isNode(value) ? convert(reader, value, depth + 1, isCopy) : { ...name, value: null };
    if (isMergeKey(reader, key, node)) merged.push(...(node.items ?? [node]));
    else addEntry(reader.path, entries, keyText(reader, key), { name, node });
  }
  // What the map says itself counts most, then the first map that is merged.
  for (const source of merged) {
    for (const [name, entry] of source.entries ?? []) if (!entries.has(name)) entries.set(name, entry);
  }
  return entries;
};

const isMergeKey = ({ yaml }: Reader, key: Node, { entries, items }: SourceNode): boolean => {
  if (!yaml.isScalar(key) || key.source !== "<<" || key.type !== "PLAIN") return false;
  return entries !== undefined || items?.every((item) => item.entries !== undefined) === true;
};

const keyText = (reader: Reader, key: Node): string => {
  const { isAlias, isScalar } = reader.yaml;
  const node = isAlias(key) ? targetOf(reader, key) : key;
  if (!isScalar(node)) throw fault(reader, startOf(key), "a map or list as a key");
  return typeof node.value === "string" ? node.value : (node.source ?? String(node.value));
};
