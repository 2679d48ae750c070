/**
 * JSON: which value differs, and whether keys or elements only changed their places.
 *
 * @module
 */
import { canonicalJson } from "../../json.ts";
import { formatJsonPath, type JsonPlace, jsonPlace } from "./json-place.ts";
import { shownText } from "./shown.ts";
import type { ByteSource } from "./source.ts";
import type { Cause, Circumstances, Pair } from "./types.ts";
import { causeOfValues } from "./values.ts";

export interface JsonDifference {
  jsonPath: string;
  first: string;
  second: string;
  cause: Cause | undefined;
}

/** What differs at `offset`; undefined when these are no two JSON texts. */
export const jsonCause = async (
  sources: Pair<ByteSource>,
  offset: number,
  circumstances: Pair<Circumstances> | null,
): Promise<JsonDifference | undefined> => {
  if (!sources.every(looksLikeJson)) return undefined;
  const next = sources.map((source) => source.read(offset, 1)[0] ?? 0);
  const place = await jsonPlace(sources[0], offset, next);
  if (place === undefined) return undefined;
  const [a, b] = [tokenAt(sources[0], place.start), tokenAt(sources[1], place.start)];
  const order = orderCause(sources, place);
  const path = order?.path ?? place.steps;
  const label = place.steps
    .filter((step) => typeof step === "string")
    .slice(-2)
    .join(".");
  const column = columnOf(a, b);
  return {
    jsonPath: formatJsonPath(path),
    first: shownText(a),
    second: shownText(b),
    cause: order?.cause ?? causeOfValues({ lines: [a, b], column, label, circumstances }),
  };
};

// --- internal ---

/** Bytes up to which two documents are compared as values, beside the bytes. */
const largestParsed = 16 * 2 ** 20;
const longestToken = 8192;

const looksLikeJson = (source: ByteSource): boolean => {
  const start = source.read(0, 256).toString("latin1").trimStart();
  return start.startsWith("{") || start.startsWith("[");
};

/** The value, name or mark at `start` as it is written, or as much of it as counts. */
const tokenAt = (source: ByteSource, start: number): string => {
  const text = source.read(start, longestToken).toString("utf8").trimStart();
  const match = /^(?:"(?:[^"\\]|\\.)*"|[-+\w.]+)/s.exec(text);
  return match === null ? text.slice(0, 80) || "(end of file)" : match[0];
};

const columnOf = (a: string, b: string): number => {
  let column = 0;
  while (column < a.length && column < b.length && a[column] === b[column]) column += 1;
  return column;
};

type Ordered = { path: (string | number)[]; cause: Cause };

const keysMoved: Cause = { kind: "unordered-keys", detail: "the same keys in another order" };
const itemsMoved: Cause = {
  kind: "unordered-items",
  detail: "the same elements in another order, as a set or a directory gives them",
};

/** The innermost object or array that only changed its order. */
const orderCause = (sources: Pair<ByteSource>, place: JsonPlace): Ordered | undefined => {
  const [a, b] = sources.map((source) => documentOf(source, place));
  if (a === undefined || b === undefined) return place.isName ? movedByWindow(sources, place) : undefined;
  for (let depth = place.steps.length; depth >= Math.max(0, place.steps.length - 6); depth -= 1) {
    const path = place.steps.slice(0, depth);
    const [x, y] = [valueAt(a.value, path), valueAt(b.value, path)];
    if (place.isName && depth === place.steps.length && haveSameKeys(x, y)) return { path, cause: keysMoved };
    if (!isContainer(x) || !isContainer(y)) continue;
    try {
      if (canonicalJson(x) === canonicalJson(y)) return { path, cause: keysMoved };
      if (canonicalJson(sorted(x)) === canonicalJson(sorted(y))) return { path, cause: itemsMoved };
    } catch {
      return undefined; // Not plain JSON, or too deep: no opinion.
    }
  }
  return undefined;
};

/** For what is too large to be parsed: does each name stand in the other a little later? */
const movedByWindow = (sources: Pair<ByteSource>, place: JsonPlace): Ordered | undefined => {
  const [a, b] = sources.map((source) => source.read(place.start, 2 ** 16).toString("latin1"));
  const [own, other] = [a, b].map((text) => /^"(?:[^"\\]|\\.)*"/s.exec(text ?? "")?.[0]);
  const isThere = (text: string | undefined, name: string | undefined) =>
    name !== undefined && text?.includes(name) === true;
  return isThere(b, own) && isThere(a, other) ? { path: place.steps, cause: keysMoved } : undefined;
};

const documentOf = (source: ByteSource, { document, isLater }: JsonPlace): { value: unknown } | undefined => {
  if (source.size - document > largestParsed && !isLater) return undefined;
  const text = source.read(document, largestParsed).toString("utf8");
  const end = text.indexOf("\n");
  return parsed(text) ?? (end === -1 ? undefined : parsed(text.slice(0, end)));
};

const parsed = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
};

const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null;

const valueAt = (value: unknown, path: readonly (string | number)[]): unknown => {
  let at = value;
  for (const step of path) {
    if (!isContainer(at) || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
};

const haveSameKeys = (a: unknown, b: unknown): boolean => {
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) || Array.isArray(b)) return false;
  const [own, other] = [Object.keys(a).sort(), Object.keys(b).sort()];
  return own.length > 1 && own.length === other.length && own.every((key, index) => key === other[index]);
};

/** The same value with the elements of every array in one order. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value))
    return value
      .map(sorted)
      .map((element) => ({ element, text: canonicalJson(element) }))
      .sort((a, b) => (a.text < b.text ? -1 : 1))
      .map(({ element }) => element);
  if (!isContainer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, sorted(below)]));
};
