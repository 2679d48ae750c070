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
import { createMask } from "../mask.ts";
import { keptOfMessage } from "./kept-message.ts";
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
  const text = Buffer.from(await readText(options.source, "Text (not shown): ", keptOf(options)));
  if (options.source.from === undefined) assertSome(text);
  const usable = opened.filter((entry) => entry !== undefined);
  const matcher = matcherOf(list, usable, keys);
  const mask = createMask(matcher);
  const collector = createCollector(matcher);
  collector.push(text);
  const notes = new Map(list.tokens.map((entry) => [idOf(entry), entry.note === undefined ? null : mask(entry.note)]));
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

/** Of a message, git may keep nothing: then it makes no commit. Any other text is there to be looked through. */
const keptOf =
  ({ cwd, env }: CheckOptions) =>
  (bytes: Buffer, path: string): Buffer => {
    assertSome(bytes);
    return keptOfMessage(bytes, { path, cwd, env });
  };

const assertSome = ({ length }: { length: number }): void => {
  if (length === 0) throw new KprovError("E_NOTHING", "The text is empty: there is nothing to look through");
};

const formatCheck = ({ found, changed, list }: CheckDocument, looked: number): string =>
  [
    ...found.map(({ id, note, line, column }) => {
      const at = line === null ? "" : ` at ${line}:${column}`;
      return `the text holds ${id}${note === null ? "" : ` (${note})`}${at}`;
    }),
    ...changed.map((id) => `not looked for: ${id}, whose entry was changed`),
    ...(found.length === 0 ? [`the text holds none of ${looked} token${looked === 1 ? "" : "s"} of ${list}`] : []),
  ].join("\n");
