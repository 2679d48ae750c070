/**
 * Tokens in upper and lower case.
 *
 * Two characters are one letter when a mapping of one of them to upper or lower case gives the other: "k", "K" and the Kelvin sign.
 * Only mappings of one character to one count, and no language's own (UnicodeData.txt): "ß" is not "SS".
 *
 * @module
 */

/** What may stand in the place of a character, itself first. */
export const formsOf = (character: string): readonly string[] => {
  const known = formsKnown.get(character);
  if (known !== undefined) return known;
  const forms = new Set([character]);
  // A set that grows gives what was added as well.
  for (const form of forms) for (const other of [...mapped(form), ...(reached().get(form) ?? [])]) forms.add(other);
  formsKnown.set(character, [...forms]);
  return [...forms];
};

/** One text for all spellings that differ in case alone, with as many characters. */
export const foldCase = (text: string): string =>
  Array.from(text, (character) => formsOf(character).reduce((least, form) => (form < least ? form : least))).join("");

/**
 * Texts of which one stands in every spelling of `token`, whatever the case of A to Z: a piece of it, long where that takes few
 * texts. There are some dozens at most, however many spellings there are.
 */
export const piecesOf = (token: string): string[] => {
  const places = Array.from(token, forksOf);
  let best: (readonly string[])[] = [];
  for (let forks = 0; forks <= mostForks && best.length < Math.min(enough, places.length); forks += 1)
    best = longestWith(places, forks);
  return best.reduce<string[]>((texts, forms) => forms.flatMap((form) => texts.map((text) => text + form)), [""]);
};

// --- internal ---

const formsKnown = new Map<string, readonly string[]>();

const mapped = (character: string): string[] =>
  [character.toLowerCase(), character.toUpperCase()].filter((form) => [...form].length === 1);

/**
 * Characters that no mapping of another character gives, such as the Kelvin sign: 00B5, 0131, 017F, 01C5, ... of Unicode 15 and 16;
 * as first and last of each range.
 */
const ends =
  "\u00b5\u00b5\u0131\u0131\u017f\u017f\u01c5\u01c5\u01c8\u01c8\u01cb\u01cb\u01f2\u01f2\u0345\u0345\u03c2\u03c2\u03d0\u03d1\u03d5\u03d6\u03f0\u03f1\u03f4\u03f5\u1c80\u1c88\u1e9b\u1e9b\u1e9e\u1e9e\u1f88\u1f8f\u1f98\u1f9f\u1fa8\u1faf\u1fbc\u1fbc\u1fbe\u1fbe\u1fcc\u1fcc\u1ffc\u1ffc\u2126\u2126\u212a\u212b";

let reachedFrom: Map<string, string[]> | undefined;

/** Which of those lead to a character. */
const reached = (): Map<string, string[]> => {
  if (reachedFrom !== undefined) return reachedFrom;
  reachedFrom = new Map();
  for (let at = 0; at < ends.length; at += 2) {
    for (let code = ends.charCodeAt(at); code <= ends.charCodeAt(at + 1); code += 1) {
      const one = String.fromCharCode(code);
      for (const form of mapped(one)) reachedFrom.set(form, [...(reachedFrom.get(form) ?? []), one]);
    }
  }
  return reachedFrom;
};

/** Characters of a piece from which on longer ones are not worth more texts. */
const enough = 8;
/** Places of a piece at which it can go on in several ways. */
const mostForks = 4;

/** Forms that a search which takes either case of A to Z has to be told of. */
const forksOf = (character: string): readonly string[] => {
  const forms = formsOf(character);
  const others = forms.filter((form) => !/[A-Za-z]/.test(form));
  return others.length === forms.length ? forms : [forms.find((form) => /[a-z]/.test(form)) ?? "", ...others];
};

const longestWith = (places: readonly (readonly string[])[], forks: number): (readonly string[])[] => {
  let best: (readonly string[])[] = [];
  for (let [start, end, used] = [0, 0, 0]; end < places.length; ) {
    if ((places[end]?.length ?? 0) > 1) used += 1;
    end += 1;
    for (; used > forks; start += 1) if ((places[start]?.length ?? 0) > 1) used -= 1;
    if (end - start > best.length) best = places.slice(start, end);
  }
  return best;
};
