/**
 * Tokens in any case.
 *
 * The quick look asks for pieces of them, the case of A to Z ignored, and may suspect too much; what is said in the end comes from
 * regular expressions over the bytes.
 *
 * @module
 */

import type { Case } from "../../simd/index.ts";
import { formsOf, piecesOf } from "./cases.ts";
import { createMatcher, type Match, type Matcher } from "./matcher.ts";
import { type Encoding, encode, encodings, patternsOf } from "./tokens.ts";

/** For `tokens` that are compared so; as they are written, by default. */
export const matcherFor = (tokens: readonly string[], letters: Case = "keep"): Matcher =>
  letters === "keep" ? createMatcher(tokens) : createFoldedMatcher(tokens);

/** As `createMatcher`, whatever case the letters have, in the tokens and in what is searched. */
export const createFoldedMatcher = (tokens: readonly string[]): Matcher => {
  const searches = tokens.flatMap((text, token) =>
    encodings.map((encoding) => createSpelled(text, { token, encoding })),
  );
  return fromSearches(tokens, searches);
};

// --- internal ---

/** One token in one encoding, in every spelling. */
interface Spelled {
  token: number;
  encoding: Encoding;
  /** Over bytes, each as the character of its number. */
  expression: RegExp;
  needsZero: boolean;
  /** Bytes of the longest spelling. */
  longest: number;
}

const fromSearches = (tokens: readonly string[], searches: readonly Spelled[]): Matcher => {
  const pieces = [...new Set(searches.flatMap(({ token }) => piecesOf(tokens[token] ?? "")))];
  const asked = (bytes: Buffer): { text: string; some: readonly Spelled[] } => ({
    text: bytes.toString("latin1"),
    some: bytes.includes(0) ? searches : searches.filter(({ needsZero }) => !needsZero),
  });
  return {
    tokens,
    letters: "ignore",
    groups: [{ patterns: patternsOf(pieces), needsZero: false }],
    longest: searches.reduce((most, { longest }) => Math.max(most, longest), 0),
    plants: tokens.flatMap((token, index) =>
      spellingsOf(token).map((text) => ({ token: index, text, what: `The forbidden token "${token}" as "${text}"` })),
    ),
    hasMatch: (bytes) => {
      const { text, some } = asked(bytes);
      return some.some((search) => findAt(search, text, 0) !== undefined);
    },
    matches: (bytes, limit = Number.POSITIVE_INFINITY) => {
      const { text, some } = asked(bytes);
      return some.flatMap((search) => allOf(search, text, limit));
    },
    without: (found) =>
      fromSearches(
        tokens,
        searches.filter(({ token }) => !found.has(token)),
      ),
  };
};

const createSpelled = (text: string, { token, encoding }: Pick<Spelled, "token" | "encoding">): Spelled => {
  const places = Array.from(text, (character) => formsOf(character).map((form) => encode(form, encoding)));
  const source = places.map((forms) => `(?:${forms.map(escaped).join("|")})`).join("");
  return {
    ...{ token, encoding },
    expression: new RegExp(source, "g"),
    needsZero: places.some((forms) => forms.every((bytes) => bytes.includes(0))),
    longest: places.reduce((sum, forms) => sum + Math.max(...forms.map(({ length }) => length)), 0),
  };
};

const escaped = (bytes: Buffer): string =>
  Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");

const findAt = ({ token, encoding, expression }: Spelled, text: string, from: number): Match | undefined => {
  expression.lastIndex = from;
  const found = expression.exec(text);
  return found === null ? undefined : { token, encoding, start: found.index, end: found.index + found[0].length };
};

const allOf = (search: Spelled, text: string, limit: number): Match[] => {
  const matches: Match[] = [];
  for (let at = 0; matches.length < limit; ) {
    const match = findAt(search, text, at);
    if (match === undefined) break;
    matches.push(match);
    at = match.start + 1;
  }
  return matches;
};

/** As it is written, and with each letter in its other case: no case is the one that is looked for. */
const spellingsOf = (token: string): string[] => [
  ...new Set([token, Array.from(token, (character) => formsOf(character)[1] ?? character).join("")]),
];
