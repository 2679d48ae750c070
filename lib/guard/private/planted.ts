/**
 * A private list that is in no file: for self-tests.
 *
 * @module
 */
import { makeEntry } from "./entry.ts";
import { deriveKeys } from "./keys.ts";
import { digestsOf, matcherOf, openEntries, type PrivateList } from "./list.ts";
import { normalForm } from "./normal-form.ts";

/** One with `tokens`, under a salt that everybody knows. */
export const plantedList = (tokens: readonly string[]): PrivateList => {
  const keys = deriveKeys("planted", "planted");
  const entries = tokens.map((token) => makeEntry(normalForm(token, "a planted token"), keys));
  const opened = openEntries(entries, keys).flatMap((entry) => entry ?? []);
  const coverage = { unit: "private tokens", considered: entries.length, examined: opened.length, skipped: {} };
  return { matcher: matcherOf({ tokens: entries }, opened, keys), digests: digestsOf(opened), coverage };
};
