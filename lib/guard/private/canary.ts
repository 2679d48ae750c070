/**
 * The canary of a private list: nobody knows the tokens, so every run plants a word that the salt makes.
 *
 * It goes the way of every entry: made, sealed, opened, searched. That an entry was not changed since somebody wrote it, its
 * seal shows.
 *
 * @module
 */
import type { Plant } from "../forbidden/index.ts";
import { type Entry, makeEntry } from "./entry.ts";
import type { Keys } from "./keys.ts";

/** Its entry. */
export const canaryEntry = (keys: Keys): Entry =>
  makeEntry({ bytes: Buffer.from(keys.canary), isAscii: true, isWide: false }, keys);

/** How it is planted: every spelling that a token may have. `token`: its number in the list. */
export const canaryPlants = (canary: string, token: number): Plant[] =>
  Object.entries(spellings).map(([what, spell]) => ({
    token,
    text: spell(partsOf(canary)),
    what: `The canary of the private list, ${what},`,
  }));

// --- internal ---

const partsOf = (canary: string): string[] => canary.match(/.{1,7}/g) ?? [];

const capital = (part: string): string => part.slice(0, 1).toUpperCase() + part.slice(1);

const fullWidth = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) + 0xfee0);

const spellings: Readonly<Record<string, (parts: readonly string[]) => string>> = {
  "in one word": (parts) => parts.join(""),
  "in capitals": (parts) => parts.join("").toUpperCase(),
  "in camel case": (parts) => parts.map((part, index) => (index === 0 ? part : capital(part))).join(""),
  "inside a longer word": (parts) => `x${parts.join("")}x`,
  "with dashes": (parts) => parts.join("-"),
  "with underscores, in capitals": (parts) => parts.join("_").toUpperCase(),
  "in letters of full width": (parts) => parts.join("").replace(/[a-z]/g, fullWidth),
  "with spaces": (parts) => parts.map(capital).join(" "),
};
