/**
 * IFS: by which characters a shell splits what variables stand for outside of quotes.
 *
 * POSIX.1-2024, "Shell Command Language", 2.6.5.
 *
 * @module
 */
import { isAnything } from "./setters.ts";
import { type Values, wordAt } from "./values.ts";

export interface Separators {
  /** The script sets them. */
  isSet: boolean;
  /** All that it sets, and those that every shell begins with; undefined where only a run knows. */
  all: string | undefined;
}

export const separatorsIn = (values: Values): Separators => {
  if (values.has(isAnything)) return { isSet: true, all: undefined };
  const set = [...(values.get("IFS") ?? [])].map((value) => textOf(value, values));
  const all = set.includes(undefined) ? undefined : [usual, ...set].join("");
  return { isSet: set.length > 0, all };
};

/** The words that a text becomes outside of quotes; undefined where that can't be told. */
export const splitBy = ({ isSet, all }: Separators, text: string): readonly string[] | undefined => {
  // Whether it is set by then, and to which of its values, is not followed.
  if (all === undefined || (isSet && [...text].some((one) => all.includes(one)))) return undefined;
  return text.split(/[ \t\n]/).filter((word) => word !== "");
};

/** Whether names and paths may be split in the middle. */
export const splitsNames = ({ all }: Separators): boolean => all?.search(/[\w./+-]/) !== -1;

// --- internal ---

const usual = " \t\n";

/** The text that a value stands for. */
const textOf = (value: string | undefined, values: Values): string | undefined => {
  if (value === undefined) return undefined;
  const [, escaped] = /^\$'((?:[^\\']|\\[nt])*)'$/.exec(value) ?? [];
  // Those that are escaped are usual.
  if (escaped !== undefined) return escaped.replace(/\\./g, "");
  const [, kept = ""] = /^"?\$(\w+)"?$/.exec(value.replace(/\{(\w+)\}/, "$1")) ?? [];
  const before = [...(values.get(kept) ?? [])];
  // What it was before: old=$IFS.
  if (before.length > 0 && before.every((one) => /^"?\$(?:IFS|\{IFS\})"?$/.test(one ?? ""))) return "";
  const word = wordAt(value);
  return word?.end === value.length ? word.value : undefined;
};
