/**
 * `deny list`: what can be said about a private list.
 *
 * @module
 */
import type { Result } from "../../../command.ts";
import { exits, KprovError } from "../../../errors.ts";
import { compareBytes } from "../../../report.ts";
import { visible } from "../../../text.ts";
import { filesOf } from "../../identity/forbidden-list.ts";
import { type DenyList, idOf } from "../document.ts";
import type { Keys } from "../keys.ts";
import { keysFor, matcherOf, openEntries } from "../list.ts";
import { createMask, type Mask } from "../mask.ts";
import { findSalt } from "../salt.ts";
import { type PlaceOptions, placeOf, readList } from "./place.ts";

export interface ListDocument {
  schema: "kprov.deny-tokens/v1";
  list: string;
  /** `right` or `wrong` for this list; `missing` when there is none here, and then no seal could be looked at. */
  salt: "right" | "wrong" | "missing";
  tokens: { id: string; note: string | null; isSealed: boolean | null }[];
}

/**
 * The entries by name and note. With the salt their seals are looked at: exit 3 for a wrong salt, and for an entry that was
 * changed. Throws `E_NOTHING` when there is no list, `E_CONFIG` for one that is malformed.
 */
export const listTokens = async (options: PlaceOptions): Promise<Result> => {
  const place = placeOf(options);
  const list = readList(place);
  if (list === undefined)
    throw new KprovError("E_NOTHING", `There is no private list at "${place.shown}"`, {
      hint: "kprovengine deny add makes it",
    });
  const { cwd, env, root, saltFile } = options;
  const configured = filesOf(options.config.identity.forbidden).saltFile;
  const found = findSalt({ flag: saltFile, env, configured, cwd, root });
  const keys = "salt" in found ? keysFor(list, found) : undefined;
  const opened = keys && { keys, entries: openEntries(list.tokens, keys) };
  const mask = maskOf(list, opened);
  const document: ListDocument = {
    ...{ schema: "kprov.deny-tokens/v1", list: place.shown },
    salt: "missing" in found ? "missing" : opened === undefined ? "wrong" : "right",
    tokens: list.tokens
      .map((entry, index) => ({
        id: idOf(entry),
        note: entry.note === undefined ? null : mask(entry.note),
        isSealed: opened === undefined ? null : opened.entries[index] !== undefined,
      }))
      .sort((a, b) => compareBytes(a.id, b.id)),
  };
  const isDoubtful = document.salt === "wrong" || document.tokens.some(({ isSealed }) => isSealed === false);
  return { exitCode: isDoubtful ? exits.undecided : exits.proved, document, text: () => formatList(document) };
};

// --- internal ---

interface Opened {
  keys: Keys;
  entries: ReturnType<typeof openEntries>;
}

/** What is about one token may have another one in it. Without the salt nobody knows. */
const maskOf = (list: DenyList, opened: Opened | undefined): Mask => {
  if (opened === undefined) return (text) => text;
  const usable = opened.entries.filter((entry) => entry !== undefined);
  return createMask(matcherOf(list, usable, opened.keys));
};

const salts = {
  right: "its salt is here, and every seal was looked at",
  wrong: "the salt here is not the list's",
  missing: "without its salt, no seal was looked at",
};

const formatList = ({ list, salt, tokens }: ListDocument): string =>
  [
    ...tokens.map(({ id, note, isSealed }) =>
      [
        id,
        ...(note === null ? [] : [visible(note)]),
        ...(isSealed === false ? ["CHANGED: never looked for"] : []),
      ].join("  "),
    ),
    `${list}: ${tokens.length} token${tokens.length === 1 ? "" : "s"}; ${salts[salt]}`,
  ].join("\n");
