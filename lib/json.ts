/**
 * JSON at the borders: canonical out (RFC 8785), strict in.
 *
 * @module
 */
import canonicalize from "canonicalize";
import { KprovError } from "./errors.ts";
import { jsonFault } from "./json-fault.ts";
import { assertUnambiguous } from "./unambiguous.ts";

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/**
 * Canonical JSON (RFC 8785) without a final newline.
 *
 * The value must be plain JSON already: `undefined`, dates, functions, lone surrogates and numbers that
 * are not finite throw `E_JSON`, because the algorithm would drop or rewrite them silently.
 */
export const canonicalJson = (value: unknown): string => {
  const order: Order = { isEnough: true };
  const sorted = isInOrder(value) ? value : sortKeys(value, "$", order);
  try {
    const text = order.isEnough ? JSON.stringify(sorted) : undefined;
    // A lone surrogate has become an escape: the library looks closer and says no.
    return text?.includes("\\ud") === false ? text : (canonicalize(value) as string);
  } catch (cause) {
    throw new KprovError("E_JSON", "Cannot write canonical JSON", { cause });
  }
};

/** A document as it stands on disk: canonical JSON and one newline, UTF-8. */
export const formatDocument = (value: unknown): Buffer => Buffer.from(`${canonicalJson(value)}\n`, "utf8");

/**
 * The same, piece by piece, so that a list of 100,000 entries is never whole in memory; any iterable may stand for an array.
 *
 * `change` is applied to every key and to every value that is not an object: to redact, for example.
 */
export function* documentPieces(value: unknown, change: <T>(value: T) => T): Generator<string> {
  yield* pieces(value, change);
  yield "\n";
}

export interface ParseJsonOptions {
  /** What is being read, for the error. */
  name: string;
  /** Largest size accepted, in bytes. Default 256 MiB. */
  maxBytes?: number;
  /** Deepest nesting accepted. Default 64. */
  maxDepth?: number;
}

/**
 * Parse JSON from bytes that nobody vouches for.
 *
 * Refuses with `E_JSON`: invalid UTF-8, a byte order mark, duplicate keys (RFC 8259 section 4 leaves their
 * meaning open, so two readers may disagree), nesting beyond `maxDepth`, integers that a double can't
 * hold, trailing bytes other than white space, and `__proto__` as a key.
 */
export const parseJson = (bytes: Uint8Array, options: ParseJsonOptions): JsonValue => {
  const { name, maxBytes = 256 * 2 ** 20, maxDepth = 64 } = options;
  if (bytes.length > maxBytes) {
    throw new KprovError("E_JSON", `Cannot read "${name}": expected at most ${maxBytes} bytes, found ${bytes.length}`);
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new KprovError("E_JSON", `Cannot read "${name}": not valid UTF-8`, { cause });
  }
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    // Its own message quotes the text, and differs from one Node to the next.
    throw new KprovError("E_JSON", `Cannot read "${name}": ${jsonFault(text, error)}`);
  }
  assertUnambiguous(text, value, { name, maxDepth });
  return value;
};

// --- internal ---

function* pieces(value: unknown, change: <T>(value: T) => T): Generator<string> {
  if (typeof value === "object" && value !== null && Symbol.iterator in value) {
    let separator = "[";
    for (const some of inGroups(value as Iterable<unknown>, change)) {
      yield separator + canonicalJson(some).slice(1, -1);
      separator = ",";
    }
    yield separator === "[" ? "[]" : "]";
  } else if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, below]): [string, unknown] => [change(key), below]);
    let separator = "{";
    // RFC 8785 section 3.2.3: by UTF-16 code units, which is how JavaScript compares strings.
    for (const [key, below] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
      yield `${separator}${canonicalJson(key)}:`;
      yield* pieces(below, change);
      separator = ",";
    }
    yield separator === "{" ? "{}" : "}";
  } else {
    yield canonicalJson(change(value));
  }
}

/** A few elements are written at once in two thirds of the time. */
function* inGroups(elements: Iterable<unknown>, change: <T>(value: T) => T): Generator<unknown[]> {
  let group: unknown[] = [];
  for (const element of elements) {
    if (group.push(change(element)) < 64) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** True for plain JSON that can be written as it is: what is made thousands of times is made in order, and not copied. */
const isInOrder = (value: unknown): boolean => {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return typeof value === "string" || typeof value === "boolean";
  if (value === null) return true;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) if (!isInOrder(value[index])) return false;
    return true;
  }
  if (!isPlainObject(value)) return false;
  let last: string | undefined;
  for (const key in value) {
    if ((last !== undefined && last >= key) || isMoved(key)) return false;
    if (!isInOrder((value as Record<string, unknown>)[key])) return false;
    last = key;
  }
  return true;
};

/** Numbers among the keys come first in every object, and this name is not an ordinary key. */
const isMoved = (key: string): boolean => {
  const first = key.charCodeAt(0);
  return (first >= 0x30 && first <= 0x39) || key === "__proto__";
};

interface Order {
  /** False when an object has keys that no object keeps in the order in which they were added. */
  isEnough: boolean;
}

/**
 * A copy with the keys of all objects in the order of RFC 8785 section 3.2.3, by UTF-16 code units. Strings and
 * numbers are written there as `JSON.stringify` does, so that it can do the rest, several times faster than the
 * library when there are thousands of files. Throws `E_JSON` for what isn't plain JSON.
 */
const sortKeys = (value: unknown, at: string, order: Order): unknown => {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    for (let index = 0; index < value.length; index += 1) copy.push(sortKeys(value[index], at, order));
    return copy;
  }
  if (typeof value === "object" && isPlainObject(value)) return sortObject(value as Record<string, unknown>, order);
  throw new KprovError("E_JSON", `Cannot write "${at}" as JSON: expected plain JSON, found ${typeof value}`);
};

const sortObject = (value: Record<string, unknown>, order: Order): Record<string, unknown> => {
  const keys = Object.keys(value);
  const copy: Record<string, unknown> = {};
  for (const key of isSorted(keys) ? keys : keys.sort()) {
    if (isMoved(key)) order.isEnough = false;
    const sorted = sortKeys(value[key], key, order);
    if (order.isEnough) copy[key] = sorted;
  }
  return copy;
};

const isSorted = (keys: readonly string[]): boolean => {
  for (let index = 1; index < keys.length; index += 1) if ((keys[index - 1] ?? "") >= (keys[index] ?? "")) return false;
  return true;
};

const isPlainObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};
