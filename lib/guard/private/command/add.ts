/**
 * `deny add`: tokens into the list.
 *
 * @module
 */
import { randomHex } from "../../../clock.ts";
import type { Result } from "../../../command.ts";
import { exits, KprovError } from "../../../errors.ts";
import { type DenyList, idOf, maxNote } from "../document.ts";
import { type Entry, makeEntry, openEntry } from "../entry.ts";
import { deriveKeys, type Keys } from "../keys.ts";
import { maxGap } from "../letters.ts";
import { matcherOf } from "../list.ts";
import { normalForm } from "../normal-form.ts";
import { changeList, keysOf, type Place, type PlaceOptions, placeOf, readList, saltOf } from "./place.ts";
import { readTokens, type TokenSource } from "./tokens.ts";

export interface AddOptions extends PlaceOptions {
  source: TokenSource;
  /** For every one of the tokens; anybody can read it. */
  note?: string;
}

/** What `deny add --json` prints: names of entries, and nothing about tokens. */
export interface AddDocument {
  schema: "kprov.deny-add/v1";
  list: string;
  added: string[];
  /** Were there already. */
  known: string[];
  tokens: number;
}

/**
 * Add tokens; a list that isn't there is made. Each is looked for in several spellings before anything is written.
 *
 * Throws `E_NOTHING` without a token, `E_CONFIG` for a token or note that can't be meant, `E_SALT` without the right salt,
 * `E_IO` and `E_LOCKED`. No message quotes a token.
 */
export const addTokens = async (options: AddOptions): Promise<Result> => {
  const place = placeOf(options);
  const found = saltOf(options);
  const tokens = await readTokens(options.source);
  const document = await changeList(place, async () => {
    const known = readList(place);
    const list: DenyList = known ?? newList(found.salt);
    const keys = keysOf(list, place, found);
    const made = tokens.map((token, index) =>
      entryFor(token, { keys, note: options.note, place: `token ${index + 1}` }),
    );
    const before = new Map(list.tokens.map((entry, index) => [entry.digest, openEntry(entry, index, keys)]));
    // Known is what finds all that the new entry would: one that was changed, or is not looked for in decoded text, doesn't.
    const isKnown = ({ entry, isWide }: Made): boolean => {
      const old = before.get(entry.digest);
      return old !== undefined && (old.isWide || !isWide);
    };
    // Two spellings of one token are one entry: the one that finds both.
    const unique = new Map<string, Made>();
    for (const one of made) if (unique.get(one.entry.digest)?.isWide !== true) unique.set(one.entry.digest, one);
    const unlike = [...unique.values()];
    const added = unlike.filter((one) => !isKnown(one)).map(({ entry }) => entry);
    const replaced = new Set(added.map(({ digest }) => digest));
    const kept = list.tokens.filter(({ digest }) => !replaced.has(digest));
    const after: DenyList = { ...list, tokens: [...kept, ...added] };
    const result: AddDocument = {
      ...{ schema: "kprov.deny-add/v1", list: place.shown },
      added: added.map(idOf).sort(),
      known: unlike
        .filter(isKnown)
        .map(({ entry }) => idOf(entry))
        .sort(),
      tokens: after.tokens.length,
    };
    return { document: after, result };
  });
  return { exitCode: exits.proved, document, text: () => formatAdded(document, place) };
};

// --- internal ---

const newList = (salt: string): DenyList => {
  const id = randomHex(16);
  return { schema: "kprov.deny-list/v1", id, check: deriveKeys(salt, id).check, tokens: [] };
};

interface Making {
  keys: Keys;
  note: string | undefined;
  place: string;
}

interface Made {
  entry: Entry;
  isWide: boolean;
}

const entryFor = (token: string, { keys, note, place }: Making): Made => {
  const form = normalForm(token, place);
  const entry = makeEntry(form, keys, note);
  const opened = openEntry(entry, 0, keys);
  const matcher = opened && matcherOf({ tokens: [entry] }, [opened], keys);
  const finds = (text: string): boolean =>
    matcher?.matches(Buffer.from(text)).some((match) => match.token === 0) === true;
  const spellings = [token, token.toUpperCase(), token.toLowerCase(), `x ${token} x`];
  if (!spellings.every(finds))
    throw new KprovError("E_CONFIG", `Cannot use ${place}: it would not be found where it stands as it is written`, {
      hint: `at most ${maxGap} bytes may stand between two of its letters or digits`,
    });
  if (note !== undefined) assertNote(note, finds);
  return { entry, isWide: form.isWide };
};

const assertNote = (note: string, finds: (text: string) => boolean): void => {
  const why = note.trim() === "" || note.length > maxNote ? `expected 1 to ${maxNote} characters` : undefined;
  const fault = finds(note) ? "it holds the token, and everybody can read it" : why;
  if (fault !== undefined) throw new KprovError("E_CONFIG", `Cannot use the note: ${fault}`);
};

const formatAdded = ({ added, known, tokens, list }: AddDocument, { isConfigured }: Place): string =>
  [
    ...added.map((id) => `added ${id}`),
    ...known.map((id) => `there already: ${id}`),
    `${list}: ${tokens} token${tokens === 1 ? "" : "s"}`,
    ...(isConfigured
      ? []
      : [`write identity: { forbidden: { private: "${list}" } } into kprov.config.*: nothing reads the list yet`]),
  ].join("\n");
