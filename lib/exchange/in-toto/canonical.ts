/**
 * Canonical JSON as in-toto signs it ("OLPC"), which is not that of RFC 8785.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import type { JsonValue } from "../../json.ts";
import { compareBytes } from "../../report.ts";

/**
 * Keys by code point, no white space, whole numbers only, and no escapes but those of `"` and `\`: other control characters stand
 * as they are, so that the text is not always JSON. Throws `E_JSON` for what the form can't say.
 *
 * Source: in-toto specification 1.0 section 4.1 (Metadata formats), OLPC "Canonical JSON".
 */
export const olpcJson = (value: JsonValue): string => {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return quote(value);
  if (typeof value === "number") return wholeNumber(value);
  if (Array.isArray(value)) return `[${value.map(olpcJson).join(",")}]`;
  const entries = Object.entries(value).sort(([a], [b]) => compareBytes(a, b));
  return `{${entries.map(([key, below]) => `${quote(key)}:${olpcJson(below)}`).join(",")}}`;
};

// --- internal ---

const quote = (text: string): string => {
  if (!text.isWellFormed()) throw new KprovError("E_JSON", "Cannot write canonical JSON: a text is not valid Unicode");
  return `"${text.replaceAll(/[\\"]/g, "\\$&")}"`;
};

const wholeNumber = (value: number): string => {
  if (Number.isSafeInteger(value)) return String(value);
  throw new KprovError("E_JSON", `Cannot write canonical JSON: expected a whole number, found ${value}`);
};
