/**
 * Words of a question as full text understands them: never as its operators.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import type { Word } from "../query/parse.ts";

/** What one word of the question is looked for as: any of `forms`, each a sequence of tokens. */
export interface Term {
  /** As it was asked. */
  word: string;
  forms: readonly (readonly string[])[];
  /** The last token may go on. */
  isPrefix: boolean;
  isNegated: boolean;
}

/**
 * The words of a question as terms. A quoted text is a sequence; another word is looked for in the forms that English gives it,
 * and with `*` at its end as the beginning of words. What has no letter and no digit in it is left out beside
 * other words.
 *
 * Throws `E_USAGE` where nothing but that was asked for, for more than 32 words, and for a beginning of one letter: nearly
 * everything begins so.
 */
export const termsOf = (words: readonly Word[]): Term[] => {
  const terms = words.flatMap((word) => {
    const tokens = tokensOf(word.text);
    return tokens.length === 0 ? [] : [termOf(word, tokens)];
  });
  // Without a word everything would do, and the newest runs would stand there as if they fitted.
  if (terms.length === 0 && words.length > 0)
    throw new KprovError(
      "E_USAGE",
      `Cannot search for "${words.map(({ text }) => text).join(" ")}": expected a word, which has a letter or a digit`,
      { hint: "full text knows no signs and no pictures; fields such as step:train need no word beside them" },
    );
  if (terms.length > most)
    throw new KprovError("E_USAGE", `Cannot search for ${terms.length} words: expected ${most} at most`);
  return terms;
};

/** Terms as a query of FTS5 (section 3): tokens in double quotes, so that nothing in them is an operator. Null for no wanted word. */
export const matchOf = (terms: readonly Term[], wanted: "all" | "any"): string | null => {
  const [asked, refused] = [terms.filter((term) => !term.isNegated), terms.filter((term) => term.isNegated)];
  if (asked.length === 0) return null;
  const found = asked.map(formsMatch).join(wanted === "all" ? " AND " : " OR ");
  return refused.length === 0 ? found : `(${found}) NOT (${refused.map(formsMatch).join(" OR ")})`;
};

/**
 * Words near each other, as they were typed: all of them, and two neighbours. "Out of memory" is something else than three words
 * somewhere in a log. Null where nothing can be near.
 */
export const nearOf = (terms: readonly Term[]): { all: string; pairs: string } | null => {
  const asked = terms.filter((term) => !term.isNegated);
  if (asked.length < 2 || asked.length > mostNear) return null;
  const pairs = asked.slice(1).map((term, index) => near([asked[index] ?? term, term], 2));
  return { all: near(asked, 8), pairs: pairs.join(" OR ") };
};

/** What no result may have, for a question that asks for nothing else. */
export const refusedMatch = (terms: readonly Term[]): string | null =>
  terms.length === 0 ? null : terms.map(formsMatch).join(" OR ");

/** As the tokenizer `unicode61` divides: letters, digits and marks, without diacritics, in lower case. */
export const tokensOf = (text: string): string[] => (text.match(tokenForm) ?? []).map(folded);

/** A token as it is compared. */
export const folded = (token: string): string =>
  /^[\0-\x7f]*$/.test(token) ? token.toLowerCase() : token.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** `MemoryError` → `Memory`, `Error`; nothing for a token of one part. */
export const partsOf = (token: string): string[] => {
  const parts = token.match(/\p{Lu}?[\p{Ll}\p{N}]+|\p{Lu}+(?!\p{Ll})/gu) ?? [];
  return /\p{Ll}\p{Lu}/u.test(token) && parts.join("") === token ? parts : [];
};

export const tokenForm = /[\p{L}\p{N}\p{Co}\p{M}]+/gu;

// --- internal ---

/** Each costs a look at its list of runs. */
const most = 32;

const termOf = ({ text, isPhrase, isNegated }: Word, tokens: readonly string[]): Term => {
  const isPrefix = !isPhrase && text.endsWith("*");
  const last = tokens.at(-1) ?? "";
  if (isPrefix && [...last].length < 2)
    throw new KprovError("E_USAGE", `Cannot search for "${text}": expected two letters or more before the "*"`);
  const isPlain = !isPhrase && !isPrefix && !isNegated && tokens.length === 1;
  return { word: text, forms: isPlain ? formsOf(last).map((form) => [form]) : [tokens], isPrefix, isNegated };
};

/** `failures` → `failures`, `failure`, `failured`, …: what is no word is in no text, and costs nothing. */
const formsOf = (token: string): string[] => {
  const stem = /^([a-z]{3,}?)(?:ings?|ed|e?s|e)?$/.exec(token)?.[1];
  if (stem === undefined || token.length < 4 || token.endsWith("ss")) return [token];
  // British and American.
  const twin = stem.replace(/(?<=[a-z]{3}i)[sz]$/, (letter) => (letter === "s" ? "z" : "s"));
  const all = [stem, twin].flatMap((each) => ["", "s", "e", "es", "ed", "ing"].map((ending) => each + ending));
  return [...new Set([token, ...all])];
};

/** More words make a sentence, which no log repeats. */
const mostNear = 6;

/** NEAR knows no alternatives. */
const near = (terms: readonly Term[], distance: number): string =>
  `NEAR(${terms.map(({ forms, isPrefix }) => `"${forms[0]?.join(" ")}"${isPrefix ? "*" : ""}`).join(" ")}, ${distance})`;

const formsMatch = ({ forms, isPrefix }: Term): string => {
  const each = forms.map((tokens) => `"${tokens.join(" ")}"${isPrefix ? "*" : ""}`);
  return each.length === 1 ? each.join() : `(${each.join(" OR ")})`;
};
