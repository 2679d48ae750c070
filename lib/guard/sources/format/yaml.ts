/**
 * YAML 1.2 with places.
 *
 * @module
 */
import type { Alias, CST, Document, ParsedNode, YAMLMap } from "yaml";
import { createPlaces, maxDepth, type Place, SourceError, top } from "../fault.ts";
import { addEntry, assertDepth, type Entry, type SourceNode } from "../node.ts";

/**
 * A function that parses one YAML document: https://yaml.org/spec/1.2.2/, the core schema. Aliases stand for what they name, with its
 * place, and the merge key `<<` (https://yaml.org/type/merge.html) is followed, as the readers of workflows and
 * environments do. An empty file is null.
 *
 * Throws `E_SOURCE` also for what readers understand differently or could choke on: duplicate keys, several
 * documents, maps as keys, carriage returns alone, line ends that only YAML 1.1 has, aliases that multiply, deep nesting.
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
  // YAML 1.1, section 4.2: libyaml and others end a line there, and a comment.
  const disputed = /[\u0085\u2028\u2029]/.exec(text);
  if (disputed !== null) throw fault(reader, disputed.index, disputedReason(disputed[0]));
  const tokens = readTokens(reader, text);
  const [document, second] = compose(reader, tokens);
  if (second !== undefined) throw fault(reader, second.range[0], "a second document; expected one");
  const [error] = document?.errors ?? [];
  if (error !== undefined) throw fault(reader, error.pos[0], error.message, error);
  if (document === undefined) return { ...top, value: null };
  resolveAliases(reader, document);
  return convert(reader, document.contents as ParsedNode, { depth: 0, isCopy: false });
};

const disputedReason = (character: string): string => {
  const code = character.charCodeAt(0).toString(16).padStart(4, "0");
  return `the character U+${code}, at which some readers begin another line; leave it out, or write "\\u${code}"`;
};

/** Nodes that aliases may add: far more than people write, far less than the "billion laughs". */
const maxCopies = 100_000;

interface Reader {
  yaml: typeof import("yaml");
  path: string;
  placeOf: (offset: number) => Place;
  /** What each alias stands for. */
  targets: Map<Alias, ParsedNode | undefined>;
  /** Nodes made through aliases so far. */
  copies: number;
}

function fault({ path, placeOf }: Reader, offset: number, reason: string, cause?: unknown): SourceError {
  return new SourceError(path, placeOf(offset), reason, cause);
}

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
    if (parser.stack.length > maxDepth + 2) throw fault(reader, parser.offset, `nesting deeper than ${maxDepth}`);
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
  // Many nodes have no anchor, and no alias asks for that.
  const anchors = new Map<string | undefined, ParsedNode>();
  reader.yaml.visit(document, {
    Alias: (_, alias) => {
      reader.targets.set(alias, anchors.get(alias.source));
    },
    Value: (_, node) => {
      anchors.set(node.anchor, node as ParsedNode);
    },
  });
};

/** `isCopy`: an alias stands for it. */
interface Position {
  depth: number;
  isCopy: boolean;
}

const convert = (reader: Reader, node: ParsedNode, { depth, isCopy }: Position): SourceNode => {
  const { isAlias, isMap, isSeq } = reader.yaml;
  const [start] = node.range;
  const place = reader.placeOf(start);
  assertDepth(reader.path, place, depth);
  if (isCopy) reader.copies += 1;
  if (reader.copies > maxCopies) throw fault(reader, start, `aliases that stand for over ${maxCopies} values`);
  if (isAlias(node)) return convert(reader, targetOf(reader, node), { depth, isCopy: true });
  const below = { depth: depth + 1, isCopy };
  if (isSeq(node)) return { ...place, items: node.items.map((item) => convertItem(reader, item, place, below)) };
  if (isMap(node)) return { ...place, ...convertMap(reader, node.items, below) };
  return { ...place, value: isPlain(node.value) ? node.value : node.source };
};

/** Tags (`!!omap`) make pairs of elements. */
const convertItem = (reader: Reader, item: unknown, list: Place, position: Position): SourceNode => {
  if (!reader.yaml.isNode(item)) throw new SourceError(reader.path, list, "an element that is no value");
  return convert(reader, item as ParsedNode, position);
};

const targetOf = (reader: Reader, alias: Alias.Parsed): ParsedNode => {
  const target = reader.targets.get(alias);
  if (target === undefined) throw fault(reader, alias.range[0], `no anchor for the alias "${alias.source}"`);
  return target;
};

/** Dates and bytes, which tags and older documents have, keep their text. */
function isPlain(value: unknown): boolean {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

const convertMap = (
  reader: Reader,
  pairs: YAMLMap.Parsed["items"],
  below: Position,
): Required<Pick<SourceNode, "entries" | "merges">> => {
  const entries = new Map<string, Entry>();
  const merged: SourceNode[] = [];
  const merges: Place[] = [];
  for (const { key, value } of pairs) {
    const name = reader.placeOf(key.range[0]);
    const node = value === null ? { ...name, value } : convert(reader, value, below);
    if (isMergeKey(reader, key, node)) {
      merged.push(...(node.items ?? [node]));
      merges.push(name);
    } else addEntry(reader.path, entries, keyText(reader, key), { name, node });
  }
  // What the map says itself counts most, then the first map that is merged.
  for (const source of merged) {
    for (const [name, entry] of source.entries ?? []) if (!entries.has(name)) entries.set(name, entry);
  }
  return { entries, merges };
};

const isMergeKey = ({ yaml }: Reader, key: ParsedNode, { entries, items }: SourceNode): boolean => {
  if (!yaml.isScalar(key) || key.source !== "<<" || key.type !== "PLAIN") return false;
  return entries !== undefined || items?.every((item) => item.entries !== undefined) === true;
};

const keyText = (reader: Reader, key: ParsedNode): string => {
  const { isAlias, isScalar } = reader.yaml;
  const node = isAlias(key) ? targetOf(reader, key) : key;
  if (!isScalar(node)) throw fault(reader, key.range[0], "a map or list as a key");
  return node.source;
};
