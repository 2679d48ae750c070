/**
 * `deny check`: whether a text holds a private token.
 *
 * @module
 */
import type { Result } from "../../../command.ts";
import { exits, KprovError } from "../../../errors.ts";
import { createCollector } from "../../forbidden/index.ts";
import { idOf } from "../document.ts";
import { matcherOf, openEntries } from "../list.ts";
import { keysOf, type PlaceOptions, placeOf, readList, saltOf } from "./place.ts";
import { readText, type TokenSource } from "./tokens.ts";

export interface CheckOptions extends PlaceOptions {
  source: TokenSource;
}

export interface CheckDocument {
  schema: "kprov.deny-check/v1";
  list: string;
  /** Entries that the text holds, each with its first place; 1-based. */
  found: { id: string; note: string | null; line: number | null; column: number | null; count: number }[];
  /** Entries that could not be looked for. */
  changed: string[];
}

/**
 * Look for the tokens in a text: exit 1 when it holds one, 3 when one could not be looked for. A commit message can be
 * checked so before it is made.
 *
 * Throws `E_NOTHING` without a list or an empty text, `E_SALT` without the right salt.
 */
export const checkText = async (options: CheckOptions): Promise<Result> => {
  const place = placeOf(options);
  const list = readList(place);
  if (list === undefined || list.tokens.length === 0)
    throw new KprovError("E_NOTHING", `There is no token to look for in "${place.shown}"`);
  const keys = keysOf(list, place, saltOf(options));
  const opened = openEntries(list.tokens, keys);
  const text = Buffer.from(await readText(options.source, "Text (not shown): "));
  if (text.length === 0) throw new KprovError("E_NOTHING", "The text is empty: there is nothing to look through");
  const usable = opened.filter((entry) => entry !== undefined);
  const collector = createCollector(matcherOf(list, usable, keys));
  collector.push(text);
  const notes = new Map(list.tokens.map((entry) => [idOf(entry), entry.note ?? null]));
  const document: CheckDocument = {
    ...{ schema: "kprov.deny-check/v1", list: place.shown },
    found: collector.end().map(({ token, place: at, count }) => ({
      ...{ id: token, note: notes.get(token) ?? null },
      ...{ line: at?.line ?? null, column: at?.column ?? null, count },
    })),
    changed: list.tokens.filter((_, index) => opened[index] === undefined).map(idOf),
  };
  const doubt = document.changed.length > 0 ? exits.undecided : exits.proved;
  return {
    exitCode: document.found.length > 0 ? exits.violated : doubt,
    document,
    text: () => formatCheck(document, usable.length),
  };
};

// --- internal ---

const formatCheck = ({ found, changed, list }: CheckDocument, looked: number): string =>
  [
    ...found.map(({ id, note, line, column }) => {
      const at = line === null ? "" : ` at ${line}:${column}`;
      return `the text holds ${id}${note === null ? "" : ` (${note})`}${at}`;
    }),
    ...changed.map((id) => `not looked for: ${id}, whose entry was changed`),
    ...(found.length === 0 ? [`the text holds none of ${looked} token${looked === 1 ? "" : "s"} of ${list}`] : []),
  ].join("\n");
