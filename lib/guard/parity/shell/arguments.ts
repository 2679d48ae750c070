/**
 * What `"$@"` and `$1` stand for, as far as a call says it.
 *
 * @module
 */
import type { Tracer } from "./flow.ts";
import type { Held } from "./held.ts";
import type { Word } from "./syntax.ts";

/** Whether it stands for just one word, which is known. */
export const isExact = ({ value, isPattern }: Word): boolean => value !== undefined && isPattern !== true;

/** The words that stand for `word`: of the script or function that is read; itself where only a run knows. */
export const argumentsIn = ({ state: { args }, held }: Tracer, word: Word): readonly Word[] => {
  const [, quote, name = ""] = /^("?)\$(?:([@*1-9])|\{([@*]|[1-9]\d?)\})\1$/.exec(word.raw)?.filter(isGiven) ?? [];
  if (args === undefined || quote === undefined || (name === "*" && quote !== "")) return [word];
  if (name === "@" || name === "*") return (quote === "" ? unquoted(args, held) : args) ?? [word];
  const own = args[Number(name) - 1];
  if (own === undefined || !args.slice(0, Number(name)).every(isExact)) return [word];
  return (quote === "" ? unquoted([own], held) : [own]) ?? [word];
};

// --- internal ---

const isGiven = (part: string | undefined): part is string => part !== undefined;

/** Outside of quotes each is split, and may be a pattern; undefined where it is not known by what. */
const unquoted = (words: readonly Word[], held: Held): readonly Word[] | undefined => {
  const all: Word[] = [];
  for (const word of words) {
    const texts = word.value === undefined ? [undefined] : held.split(word.value);
    if (texts === undefined) return undefined;
    for (const text of texts) all.push({ ...word, value: text, ...(/[*?[]/.test(text ?? "") && { isPattern: true }) });
  }
  return all;
};
