/**
 * Is a document in its canonical form? Answered without a second copy of it: a provenance may have 100,000 inputs.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { canonicalJson, type JsonValue } from "../json.ts";

/**
 * True when `text` is what `formatDocument(value)` gives: RFC 8785 and one newline.
 *
 * Objects are followed by their sorted keys (RFC 8785 section 3.2.3) down to the first list, whose items are
 * serialised one after the other.
 */
export const isCanonical = (value: JsonValue, text: string): boolean => {
  const cursor: Cursor = { text, at: 0 };
  try {
    return follow(value, cursor) && take("\n", cursor) && cursor.at === text.length;
  } catch {
    return false; // Lone surrogates: there is no canonical form.
  }
};

/**
 * The value of a document when nothing at all is wrong with it: safe JSON as `parseJson` says, and canonical. Undefined says
 * nothing: the slow way has the answer, and the words. Small ones only; there are hundreds of thousands of them.
 *
 * What gives the same text when it is written again has no key twice, no number that was rounded and no white space.
 */
export const parseCanonical = (bytes: Buffer): JsonValue | undefined => {
  if (bytes.length > smallDocument || bytes.at(-1) !== 0x0a || !isUtf8(bytes)) return undefined;
  const text = bytes.toString("utf8", 0, bytes.length - 1);
  // The escape of a surrogate may be that of a lone one.
  if (text.includes("\\ud")) return undefined;
  try {
    const value = JSON.parse(text) as JsonValue;
    return isOrdinary(value, 0) && JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
};

// --- internal ---

/** Beyond it, a second copy is felt. */
const smallDocument = 256 * 1024;
/** Far below what `parseJson` takes. */
const ordinaryDepth = 32;

/** Keys in their order, whole numbers that are exact, no `__proto__`, no deep nesting. */
const isOrdinary = (value: JsonValue, depth: number): boolean => {
  if (typeof value === "number") return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value !== "object" || value === null) return true;
  if (depth > ordinaryDepth) return false;
  return Array.isArray(value) ? value.every((item) => isOrdinary(item, depth + 1)) : areOrdinary(value, depth + 1);
};

const areOrdinary = (value: Record<string, JsonValue>, depth: number): boolean => {
  let before: string | undefined;
  for (const key in value) {
    if (key === "__proto__" || (before !== undefined && key <= before)) return false;
    if (!isOrdinary(value[key] ?? null, depth)) return false;
    before = key;
  }
  return true;
};

interface Cursor {
  text: string;
  at: number;
}

const take = (piece: string, cursor: Cursor): boolean => {
  if (!cursor.text.startsWith(piece, cursor.at)) return false;
  cursor.at += piece.length;
  return true;
};

const follow = (value: JsonValue, cursor: Cursor): boolean => {
  if (value === null || typeof value !== "object") return take(canonicalJson(value), cursor);
  if (Array.isArray(value)) {
    const isEqual = value.every(
      (item, index) => take(index === 0 ? "[" : ",", cursor) && take(canonicalJson(item), cursor),
    );
    return isEqual && take(value.length === 0 ? "[]" : "]", cursor);
  }
  const keys = Object.keys(value).sort();
  const isEqual = keys.every(
    (key, index) =>
      take(`${index === 0 ? "{" : ","}${canonicalJson(key)}:`, cursor) && follow(value[key] ?? null, cursor),
  );
  return isEqual && take(keys.length === 0 ? "{}" : "}", cursor);
};
