/**
 * Variables that builtins set: `read name`, `printf -v name`, `export "$name=…"`.
 *
 * @module
 */
import { commandsIn } from "./given.ts";
import type { List, Word } from "./syntax.ts";

/** Among the names: any that there are. */
export const isAnything = "";

/** Names of the variables to which the commands of a script give a value that only a run knows. */
export const namesSet = (list: List): readonly string[] =>
  commandsIn(list).flatMap(({ words }) => {
    const at = words.findIndex(({ value }) => value !== "command" && value !== "builtin");
    const [name, ...others] = words.slice(at);
    if (name?.value === "printf") return others[0]?.value === "-v" ? readIn(others.slice(0, 2)) : [];
    return (setters.get(name?.value ?? "") ?? none)(others);
  });

/** Whether a builtin sets, or takes away, a variable whose name only a run knows: by a pattern, or what is expanded. */
export const namesOpenly = (list: List): boolean =>
  commandsIn(list).some(({ words }) => {
    const at = words.findIndex(({ value }) => setters.has(value ?? "") || /^(?:unset|printf)$/.test(value ?? ""));
    if (at === -1) return false;
    const isUnset = words[at]?.value === "unset";
    return words
      .slice(at + 1)
      .some(({ raw, value, isPattern }) => (isUnset && value === undefined) || (isPattern && /^[^=]*[*?[{]/.test(raw)));
  });

/** How often each name stands in a script otherwise than for its value, or to be handed on. */
export const mentionsIn = (text: string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  const rest = text
    .replace(/^[ \t]*#[^"'`\\$(){}<>;&|=\n]*$/gm, "")
    .replace(/\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*(?:\}|(?=[%#])))/g, " ")
    .replace(/["'\\]/g, "")
    .replace(/\b(?:export|readonly)(?:[ \t]+[A-Za-z_]\w*){1,20}[ \t]*(?=[;\n]|$)/g, "");
  for (const [name] of rest.matchAll(/[A-Za-z_]\w*/g)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};

// --- internal ---

type NamesIn = (words: readonly Word[]) => string[];

const none: NamesIn = () => [];

const namesOf = (text: string): string[] => text.match(/[A-Za-z_]\w*/g) ?? [];

/** All names in the words, which may be flags and prompts as well. */
const readIn: NamesIn = (words) =>
  words.flatMap(({ raw }, index) => {
    const isOfFlag = /^-\w*[dinNptu]$/.test(words[index - 1]?.raw ?? "");
    return /[$`]/.test(raw) && !isOfFlag ? [isAnything] : namesOf(raw.replaceAll("\\\n", ""));
  });

/** Only those that are not written as they are: others are found by their `=`. */
const declaredIn: NamesIn = (words) =>
  words.flatMap(({ raw, value }) => {
    const [name = ""] = raw.replace(/^["']/, "").split("=");
    // What a command prints comes from outside.
    if (/\$(?!\()/.test(name)) return [isAnything];
    return /["'\\]/.test(name) ? namesOf(value ?? raw) : [];
  });

const setters = new Map<string, NamesIn>([
  ...["read", "mapfile", "readarray", "getopts", "let", "wait"].map((name) => [name, readIn] as const),
  ...["export", "declare", "typeset", "local", "readonly"].map((name) => [name, declaredIn] as const),
]);
