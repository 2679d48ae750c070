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
    const leaving = new Set(ids.map((id) => digestFor(id, list.tokens)));
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

const digestFor = (id: string, tokens: readonly { digest: string }[]): string => {
  if (!/^[0-9a-f]+$/.test(id) || id.length < shortest)
    throw new KprovError(
      "E_USAGE",
      `"${id.slice(0, 4)}…" names no token: expected at least ${shortest} hexadecimal digits`,
      {
        hint: "kprovengine deny list shows the names",
      },
    );
  const found = tokens.filter(({ digest }) => digest.startsWith(id));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only.digest;
  throw new KprovError(
    "E_USAGE",
    `${found.length === 0 ? "No token is" : `${found.length} tokens are`} called "${id}"`,
    {
      hint: "kprovengine deny list shows the names",
    },
  );
};

const formatRemoved = ({ removed, tokens, list }: RemoveDocument): string =>
  [...removed.map((id) => `removed ${id}`), `${list}: ${tokens} token${tokens === 1 ? "" : "s"}`].join("\n");
