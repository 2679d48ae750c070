/**
 * How just is called: for which recipes, with which variables.
 *
 * just.systems/man, "Setting Variables from the Command Line".
 *
 * @module
 */
import { type Asked, isOneWord } from "./task.ts";

export interface JustCall {
  /** In their order. */
  recipes: string[];
  /** Variables that take the place of the justfile's; undefined for a value that only a run knows. */
  given: ReadonlyMap<string, string | undefined>;
}

/** Names of the environment by which just reads another justfile, or leaves out what the recipe needs or all of it. */
export const askedByJust: readonly string[] = [
  ...["JUST_ALLOW_MISSING", "JUST_DRY_RUN", "JUST_JUSTFILE", "JUST_NO_DEPS", "JUST_WORKING_DIRECTORY"],
];

/** Undefined for a call that is not understood. */
export const readJustCall = ({ argv, words }: Pick<Asked, "argv" | "words">): JustCall | undefined => {
  const given = new Map<string, string | undefined>();
  let at = 1;
  // Behind the first word that is no option just takes none.
  for (; words[at]?.value === "--set"; at += 3) {
    const [name, value] = [words[at + 1]?.value, words[at + 2]];
    // An option would be one whatever stands in front of it, and several words would be recipes.
    if (!isName(name) || value === undefined || !isOneWord(value) || /^["']*-/.test(value.raw)) return undefined;
    given.set(name, value.value);
  }
  for (; ; at += 1) {
    const [, own = "", text] = /^([A-Za-z_][\w-]*)=(.*)/s.exec(words[at]?.value ?? "") ?? [];
    if (text === undefined) break;
    given.set(own, text);
  }
  const recipes = argv.slice(at).filter(isName);
  return recipes.length > 0 && recipes.length === argv.length - at ? { recipes, given } : undefined;
};

// --- internal ---

const isName = (word: string | undefined): word is string => /^[A-Za-z_][\w-]*$/.test(word ?? "");
