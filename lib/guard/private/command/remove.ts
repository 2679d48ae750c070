/**
 * `deny remove`: entries out of the list, by their names.
 *
 * @module
 */
import type { Result } from "../../../command.ts";
import { exits, KprovError } from "../../../errors.ts";
import { type DenyList, idOf } from "../document.ts";
import { changeList, type Place, type PlaceOptions, placeOf, readList } from "./place.ts";

export interface RemoveOptions extends PlaceOptions {
  /** Names of entries, or the beginnings of their digests. */
  ids: readonly string[];
}

export interface RemoveDocument {
  schema: "kprov.deny-remove/v1";
  list: string;
  removed: string[];
  tokens: number;
}

/**
 * Remove entries; the salt is not needed, because git shows who removed what. Throws `E_NOTHING` without a list, `E_USAGE`
 * for a name that no entry or more than one has; then nothing is removed.
 */
export const removeTokens = async (options: RemoveOptions): Promise<Result> => {
  const { ids } = options;
  const place = placeOf(options);
  // Asked first, because a change makes the directory of a list that is not there.
  existingList(place);
  const document = await changeList(place, async () => {
    const list = existingList(place);
    const leaving = new Set(ids.map((id, index) => digestFor(id, index + 1, list.tokens)));
    const tokens = list.tokens.filter(({ digest }) => !leaving.has(digest));
    const removed = list.tokens
      .filter(({ digest }) => leaving.has(digest))
      .map(idOf)
      .sort();
    const result: RemoveDocument = {
      ...{ schema: "kprov.deny-remove/v1", list: place.shown, removed },
      tokens: tokens.length,
    };
    return { document: { ...list, tokens }, result };
  });
  return { exitCode: exits.proved, document, text: () => formatRemoved(document) };
};

// --- internal ---

const existingList = (place: Place): DenyList => {
  const list = readList(place);
  if (list !== undefined) return list;
  throw new KprovError("E_NOTHING", `There is no private list at "${place.shown}"`);
};

/** Digits of a digest that name an entry. */
const shortest = 8;

/** `at` from 1: what names no entry is not shown, because it may be the token itself. */
const digestFor = (id: string, at: number, tokens: readonly { digest: string }[]): string => {
  const refused = (what: string) => new KprovError("E_USAGE", what, { hint: "kprovengine deny list shows the names" });
  if (!/^[0-9a-f]+$/.test(id) || id.length < shortest)
    throw refused(`Name ${at} is none of an entry: expected at least ${shortest} hexadecimal digits`);
  const [only, ...others] = tokens.filter(({ digest }) => digest.startsWith(id));
  if (only === undefined) throw refused(`Name ${at} is none of an entry: no digest begins so`);
  if (others.length > 0) throw refused(`${others.length + 1} tokens are called "${id}"`);
  return only.digest;
};

const formatRemoved = ({ removed, tokens, list }: RemoveDocument): string =>
  [...removed.map((id) => `removed ${id}`), `${list}: ${tokens} token${tokens === 1 ? "" : "s"}`].join("\n");
