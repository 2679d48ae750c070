/**
 * Private lists for tests.
 *
 * @module
 */
import { type DenyList, formatDenyList } from "../../lib/guard/private/document.ts";
import { makeEntry } from "../../lib/guard/private/entry.ts";
import { deriveKeys, type Keys } from "../../lib/guard/private/keys.ts";
import { matcherOf, openEntries } from "../../lib/guard/private/list.ts";
import { normalForm } from "../../lib/guard/private/normal-form.ts";

/** Random enough for `assertSalt`, and nobody's. */
export const salt = "f3b1c0d9e8a7f6b5c4d3e2f1a0b9c8d7";

export const listId = "00112233445566778899aabbccddeeff";

export const keys: Keys = deriveKeys(salt, listId);

/** A list with these tokens. */
export const denyList = (tokens: readonly string[], note?: string): DenyList => ({
  schema: "kprov.deny-list/v1",
  id: listId,
  check: keys.check,
  tokens: tokens.map((token) => makeEntry(normalForm(token, "a token"), keys, note)),
});

/** The same as a file. */
export const denyFile = (tokens: readonly string[], note?: string): string => formatDenyList(denyList(tokens, note));

/** What looks for these tokens. */
export const matcherFor = (tokens: readonly string[]) => {
  const list = denyList(tokens);
  const opened = openEntries(list.tokens, keys).filter((entry) => entry !== undefined);
  return matcherOf(list, opened, keys);
};
