/**
 * CSV that no spreadsheet takes for a formula.
 *
 * @module
 */
import { visible } from "../../text.ts";

/**
 * One record of RFC 4180, ended as lines are on Unix, so that `cut` and `wc` need no care. Null is empty. A text that a
 * spreadsheet would calculate (OWASP, "CSV Injection") gets an apostrophe before it; control characters are made visible, so
 * that a record is a line. Numbers stay as they are.
 */
export const csvRecord = (values: readonly (string | number | bigint | null)[]): string =>
  `${values.map(csvValue).join(",")}\n`;

// --- internal ---

const csvValue = (value: string | number | bigint | null): string => {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const shown = visible(value);
  // Some programs take full-width signs for the same, and skip blanks before them.
  const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(shown) ? `'${shown}` : shown;
  return /[",;'\s]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
