/**
 * What `"$@"` and `$1` stand for, as far as a call says it.
 *
 * @module
 */
import type { ShellState } from "./state.ts";
import type { Word } from "./syntax.ts";

/** Whether it stands for just one word, which is known. */
export const isExact = ({ value, isPattern }: Word): boolean => value !== undefined && isPattern !== true;

/** The words that stand for `word`: of the script or function that is read; itself where only a run knows. */
export const argumentsIn = ({ args }: ShellState, word: Word): readonly Word[] => {
  const [, quote, name = ""] = /^("?)\$(?:([@*1-9])|\{([@*]|[1-9]\d?)\})\1$/.exec(word.raw)?.filter(isGiven) ?? [];
  if (args === undefined || quote === undefined || (name === "*" && quote !== "")) return [word];
  if (name === "@" || name === "*") return quote === "" ? args.flatMap(unquoted) : args;
  const own = args[Number(name) - 1];
  if (own === undefined || !args.slice(0, Number(name)).every(isExact)) return [word];
  return quote === "" ? unquoted(own) : [own];
};

// --- internal ---

const isGiven = (part: string | undefined): part is string => part !== undefined;

/** Outside of quotes it is split, and may be a pattern. */
const unquoted = (word: Word): readonly Word[] => {
  const { value } = word;
  if (value === undefined) return [word];
  const texts = value.split(/[ \t\n]/).filter((text) => text !== "");
  return texts.map((text) => ({ ...word, value: text, ...(/[*?[]/.test(text) && { isPattern: true }) }));
};
