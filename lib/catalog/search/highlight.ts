/**
 * Where the words of a question stand in a text, and the piece of it that shows them best.
 *
 * @module
 */
import { folded, partsOf, type Term, tokenForm } from "./words.ts";

/** From a character to before another, in UTF-16 code units as JSON's strings have them. */
export type Range = readonly [from: number, to: number];

export interface Excerpt {
  text: string;
  ranges: Range[];
  /** There is more of the text before, behind. */
  isCutBefore: boolean;
  isCutBehind: boolean;
}

/** Every place in `text` where a wanted term stands, from left to right, none over another. At most 1,000. */
export const rangesOf = (text: string, terms: readonly Term[]): Range[] => {
  const wanted = terms.filter((term) => !term.isNegated);
  if (wanted.length === 0 || text === "") return [];
  const tokens = tokensIn(text, wanted);
  const ranges: Range[] = [];
  for (let at = 0; at < tokens.length && ranges.length < mostRanges; at += 1) {
    const length = longestAt(tokens, at, wanted);
    const [first, last] = [tokens[at], tokens[at + length - 1]];
    if (length === 0 || first === undefined || last === undefined) continue;
    ranges.push([first.from, last.to]);
    at += length - 1;
  }
  return ranges;
};

/** At most `width` characters around the places, where most of them are near each other; null when there are none. One line. */
export const excerptOf = (text: string, terms: readonly Term[], width = 160): Excerpt | null => {
  const ranges = rangesOf(text, terms);
  const best = densest(ranges, width);
  if (best === null) return null;
  const from = startOf(text, best, width);
  const within = endOf(text, from, width);
  const inside = ranges.filter(([start, end]) => start >= from && end <= within);
  // What comes on the lines behind it has nothing to do with it.
  const line = text.indexOf("\n", inside.at(-1)?.[1] ?? from);
  const to = line === -1 ? within : Math.min(line, within);
  return {
    text: text.slice(from, to).replace(/\s/g, " "),
    ranges: inside.map(([start, end]): Range => [start - from, end - from]),
    isCutBefore: /\S/.test(text.slice(0, from)),
    isCutBehind: /\S/.test(text.slice(to)),
  };
};

// --- internal ---

const mostRanges = 1000;

interface Token {
  folded: string;
  from: number;
  to: number;
}

/** Tokens of the text; of a long one those alone that stand near a line's words, because folding each of them takes long. */
const tokensIn = (text: string, wanted: readonly Term[]): Token[] => {
  const lower = text.length > 2000 ? quick(wanted) : null;
  const tokens: Token[] = [];
  for (const match of text.matchAll(tokenForm)) {
    const [token] = match;
    const isPossible = lower === null || !/^[\0-\x7f]*$/.test(token) || lower.test(token);
    const from = match.index;
    tokens.push({ folded: isPossible ? folded(token) : "", from, to: from + token.length });
    let at = from;
    for (const part of partsOf(token)) {
      tokens.push({ folded: folded(part), from: at, to: at + part.length });
      at += part.length;
    }
  }
  return tokens;
};

/** Any token of any term, at the beginning of one in ASCII. */
const quick = (wanted: readonly Term[]): RegExp =>
  new RegExp(`^(?:${wanted.flatMap(({ forms }) => forms.flat()).join("|")})`, "i");

/** How many tokens from `at` on are the longest form of a term. */
const longestAt = (tokens: readonly Token[], at: number, wanted: readonly Term[]): number => {
  let longest = 0;
  for (const { forms, isPrefix } of wanted)
    for (const form of forms) if (form.length > longest && standsAt(tokens, at, form, isPrefix)) longest = form.length;
  return longest;
};

const standsAt = (tokens: readonly Token[], at: number, form: readonly string[], isPrefix: boolean): boolean =>
  form.every((wanted, index) => {
    const token = tokens[at + index]?.folded;
    return token === wanted || (isPrefix && index === form.length - 1 && token?.startsWith(wanted) === true);
  });

/** The first of the places from which `width` characters hold the most of them. */
const densest = (ranges: readonly Range[], width: number): Range | null => {
  let [best, most] = [ranges[0] ?? null, 0];
  for (let index = 0, end = 0; index < ranges.length; index += 1) {
    const range = ranges[index];
    if (range === undefined) break;
    while ((ranges[end]?.[1] ?? Number.POSITIVE_INFINITY) - range[0] <= width * 0.8) end += 1;
    if (end - index > most) [best, most] = [range, end - index];
  }
  return best;
};

/** A little before it, at the beginning of its line or of a word. */
const startOf = (text: string, [from]: Range, width: number): number => {
  if (text.length <= width && !text.includes("\n")) return 0;
  const earliest = Math.max(0, from - Math.floor(width / 3));
  const line = text.lastIndexOf("\n", from - 1) + 1;
  if (line > earliest || (line === 0 && earliest === 0)) return line;
  const blank = text.indexOf(" ", earliest);
  return blank !== -1 && blank < from ? blank + 1 : earliest;
};

const endOf = (text: string, from: number, width: number): number => {
  const latest = Math.min(text.length, from + width);
  if (latest === text.length) return latest;
  const blank = text.lastIndexOf(" ", latest);
  const end = blank > from + width / 2 ? blank : latest;
  // Half of a pair of surrogates is no character.
  return /[\ud800-\udbff]/.test(text[end - 1] ?? "") ? end - 1 : end;
};
