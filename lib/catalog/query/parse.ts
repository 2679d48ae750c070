/**
 * `tag:x step:train tool:python>=3.12 -outcome:succeeded "disk full"`: fields and words of a question.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { conditionOf, fieldNames, isField, nearField } from "./fields.ts";
import { type Condition, everything, type Filter, joinFilters } from "./filter.ts";
import type { MomentOptions } from "./moment.ts";

export type { MomentOptions } from "./moment.ts";

/** What is searched for in texts. */
export interface Word {
  text: string;
  /** It was quoted: all of it in this order. */
  isPhrase: boolean;
  /** Must not occur. */
  isNegated: boolean;
}

export interface Query {
  filter: Filter;
  words: readonly Word[];
}

/**
 * Read a question. What stands in double quotes is one literal text; a leading `-` negates.
 *
 * Throws `E_USAGE` for a quote that does not end, a value that a field can't have, and a word with a colon that is nearly a
 * field: quoted, it is a word. Any other text with a colon is a word.
 */
export const parseQuery = (text: string, options: MomentOptions): Query => {
  if (text.length > longest)
    throw usage(`Cannot read a question of ${text.length} characters: expected ${longest} at most`);
  const conditions: Condition[] = [];
  const words: Word[] = [];
  let isRefused = false;
  for (const token of tokensOf(text)) {
    const { field, value, isNegated } = token;
    if (field === null) words.push({ text: value.text, isPhrase: value.isQuoted, isNegated });
    else if (field === "is" && value.text === "refused") {
      if (isNegated) throw usage('"-is:refused" is what every list is: leave it out');
      isRefused = true;
    } else conditions.push(conditionOf(field, value, { ...options, isNegated }));
  }
  return { filter: { conditions, isRefused }, words: words.filter((word) => word.text !== "") };
};

/** The same for a command that has no texts to search: a word is an error. */
export const parseFilter = (texts: readonly string[], options: MomentOptions): Filter =>
  joinFilters(
    everything,
    ...texts.map((text) => {
      const { filter, words } = parseQuery(text, options);
      const [word] = words;
      if (word !== undefined) throw noField(word);
      return filter;
    }),
  );

// --- internal ---

interface Token {
  /** Null for a word. */
  field: string | null;
  value: { text: string; isQuoted: boolean };
  isNegated: boolean;
}

/** Longer than any question that a person asks. */
const longest = 10_000;

const usage = (message: string): KprovError => new KprovError("E_USAGE", message);

/** A sign, a field's name, and blanks only inside of quotes. */
const tokenForm = /\s*(-?)(?:([A-Za-z][A-Za-z0-9]*):(?=\S))?((?:"[^"]*"|[^\s"])*)("?)/y;

function* tokensOf(text: string): Generator<Token> {
  tokenForm.lastIndex = 0;
  let at = 0;
  while (text.slice(at).trim() !== "") {
    tokenForm.lastIndex = at;
    const [whole = "", sign, name = null, raw = "", open] = tokenForm.exec(text) ?? [];
    if (open === '"') throw usage("Cannot read the question: a double quote is not closed");
    at += whole.length;
    const value = { text: raw.replaceAll('"', ""), isQuoted: raw.includes('"') };
    const isNegated = sign === "-" && raw !== "";
    if (name === null) yield { field: null, value, isNegated };
    else if (isField(name.toLowerCase())) yield { field: name.toLowerCase(), value, isNegated };
    else yield wordOf(name, value, isNegated);
  }
}

const noField = ({ text }: Word): KprovError => {
  const [, name] = /^([A-Za-z]\w*):/.exec(text) ?? [];
  return name === undefined
    ? new KprovError("E_USAGE", `Unexpected argument "${text}": expected FIELD:VALUE`, {
        hint: "kprovengine catalog search looks for words",
      })
    : new KprovError("E_USAGE", `Unknown field "${name}": expected one of ${fieldNames().join(", ")}`);
};

/** Such as `https://…` or `error:`. */
const wordOf = (name: string, value: Token["value"], isNegated: boolean): Token => {
  const text = `${name}:${value.text}`;
  const near = nearField(name.toLowerCase());
  if (near === undefined) return { field: null, value: { text, isQuoted: true }, isNegated };
  throw new KprovError("E_USAGE", `Unknown field "${name}", did you mean "${near}:"?`, {
    hint: `in double quotes it is a word: "${text}"`,
  });
};
