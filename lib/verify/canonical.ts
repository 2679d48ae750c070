/**
 * Is a document in its canonical form? Answered without a second copy of it: a provenance may have 100,000 inputs.
 *
 * @module
 */
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

// --- internal ---

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
