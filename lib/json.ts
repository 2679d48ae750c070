/**
 * JSON at the borders: canonical out (RFC 8785), strict in.
 *
 * @module
 */
import canonicalize from "canonicalize";
import { KprovError } from "./errors.ts";

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/**
 * Canonical JSON (RFC 8785) without a final newline.
 *
 * The value must be plain JSON already: `undefined`, dates, functions, lone surrogates and numbers that
 * are not finite throw `E_JSON`, because the algorithm would drop or rewrite them silently.
 */
export const canonicalJson = (value: unknown): string => {
  assertPlain(value, "$");
  try {
    return canonicalize(value) as string;
  } catch (cause) {
    throw new KprovError("E_JSON", "Cannot write canonical JSON", { cause });
  }
};

/** A document as it stands on disk: canonical JSON and one newline, UTF-8. */
export const formatDocument = (value: unknown): Buffer => Buffer.from(`${canonicalJson(value)}\n`, "utf8");

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
  } catch (cause) {
    throw new KprovError("E_JSON", `Cannot read "${name}": ${(cause as Error).message}`, { cause });
  }
  assertUnambiguous(text, name, maxDepth);
  return value;
};

// --- internal ---

interface Scan {
  text: string;
  name: string;
  maxDepth: number;
  /** One set of seen keys per open object; undefined stands for an array. */
  open: (Set<string> | undefined)[];
  expectKey: boolean;
}

/** Walks `text`, known to be valid JSON, for what `JSON.parse` accepts silently. */
const assertUnambiguous = (text: string, name: string, maxDepth: number): void => {
  const scan: Scan = { text, name, maxDepth, open: [], expectKey: false };
  const token = /["{}[\],]|-?\d[\d.eE+-]*/g;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [found] = match;
    if (found === '"') token.lastIndex = scanString(scan, match.index);
    else if (/^[-\d]/.test(found)) scanNumber(scan, found, match.index);
    else scanStructure(scan, found, match.index);
  }
};

const scanStructure = (scan: Scan, found: string, at: number): void => {
  if (found === "{" || found === "[") {
    scan.open.push(found === "{" ? new Set() : undefined);
    if (scan.open.length > scan.maxDepth) throw refusal(scan, `nesting deeper than ${scan.maxDepth}`, at);
    scan.expectKey = found === "{";
  } else if (found === ",") {
    scan.expectKey = scan.open.at(-1) !== undefined;
  } else {
    scan.open.pop();
    scan.expectKey = false;
  }
};

/** Returns where the string ends; a string where a key is due must be new in its object. */
const scanString = (scan: Scan, at: number): number => {
  const end = endOfString(scan.text, at);
  if (!scan.expectKey) return end;
  scan.expectKey = false;
  const key = JSON.parse(scan.text.slice(at, end)) as string;
  const seen = scan.open.at(-1);
  if (key === "__proto__") throw refusal(scan, 'the key "__proto__"', at);
  if (seen?.has(key)) throw refusal(scan, `duplicate key "${key}"`, at);
  seen?.add(key);
  return end;
};

const scanNumber = (scan: Scan, literal: string, at: number): void => {
  const value = Number(literal);
  const isLossy = !Number.isFinite(value) || (/^-?\d+$/.test(literal) && !Number.isSafeInteger(value));
  if (isLossy) throw refusal(scan, `the number ${literal.slice(0, 40)}, which a double can't hold`, at);
};

const refusal = (scan: Scan, what: string, at: number): KprovError =>
  new KprovError("E_JSON", `Cannot read "${scan.name}": ${what} at offset ${at}`);

const endOfString = (text: string, start: number): number => {
  for (let at = start + 1; ; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x5c) at += 1;
    else if (unit === 0x22) return at + 1;
  }
};

const assertPlain = (value: unknown, at: string): void => {
  if (value === null || typeof value === "boolean" || typeof value === "string") return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) assertPlain(value[index], at);
    return;
  }
  if (typeof value === "object" && isPlainObject(value)) {
    for (const key in value) assertPlain((value as Record<string, unknown>)[key], key);
    return;
  }
  throw new KprovError("E_JSON", `Cannot write "${at}" as JSON: expected plain JSON, found ${typeof value}`);
};

const isPlainObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};
