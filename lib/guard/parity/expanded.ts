/**
 * Variables that are set in passing, wherever a shell reads a word or a number: `case ${NAME:=value} in`, `$((NAME = 1))`,
 * `list[NAME=1]`, `exec {NAME}> file`.
 *
 * bash's manual, "Shell Parameter Expansion", "Shell Arithmetic", "Redirections". Read as text: what is evaluated, trapped or
 * defined as a function counts, too.
 *
 * @module
 */
import type { Judge } from "./environment-files.ts";
import { type Fault, shortened } from "./fault.ts";
import { lineAt } from "./places.ts";
import type { Run } from "./runs.ts";

/** What the script of `run` sets before it and around it. */
export const expandedFaults = ({ past }: Run, judge: Judge): Fault[] => {
  const text = past.text.replace(comment, (found) => " ".repeat(found.length));
  const numbers = numbersIn(text);
  const found = [
    ...named(text, 0, passing),
    ...numbers.flatMap((one) => [counting, countingFirst].flatMap((pattern) => named(one[0], one.index, pattern))),
    // The value of a variable is worked out, as well.
    ...(numbers.length > 0 ? named(text, 0, kept) : []),
  ];
  const settings = new Map(found.map(([name, at]) => [`${name} ${lineAt(text, at)}`, { name, at }]));
  return [...settings.values()].flatMap(({ name, at }): Fault[] => {
    const [place, line] = [past.places(at), lineAt(text, at)];
    if (!name.startsWith("!")) return judge(name, undefined, place, line);
    const why = "which variable is set is known only when it runs";
    return [{ kind: "unread", level: "undecided", at: place, why, written: shortened(line) }];
  });
};

// --- internal ---

const comment = /(?<![^\s;])#.*/g;
const passing = /\$\{(!?\w+)(?:\[[^\]]*\])?:?=|(?<![$\w])\{(\w+)\}[<>]/g;
const counting = /(?<![$\w{])([A-Za-z_]\w*)(?:\[[^\]]*\])?\s*(?:\+\+|--|(?:[-+*/%&|^]|<<|>>)?=(?![=~]))/g;
const countingFirst = /(?:\+\+|--)\s*([A-Za-z_]\w*)/g;
const kept = /=["'(\s]*([A-Za-z_]\w*)\s*(?:[-+*/%&|^]|<<|>>)?=(?!=)/g;

/** Brackets of arithmetic, subscripts, offsets, comparisons of numbers. */
const numeric =
  /\(\([\s\S]*?\)\)|\$\[[^\]]*\]|\w\[[^\]]*\]|\$\{\w+:(?![-=?+])[^}]*\}|\[\[[^\n]*?\s-(?:eq|ne|lt|le|gt|ge)\s[^\n]*?\]\]|\blet[ \t][^\n;&|]*/g;

/** All of a script where a variable is declared as a number. */
const numbersIn = (text: string): { 0: string; index: number }[] =>
  /\b(?:declare|typeset|local|readonly|export)[ \t][^\n;&|]*?-\w*i/.test(text)
    ? [{ 0: text, index: 0 }]
    : [...text.matchAll(numeric)];

/** Each name that `pattern` finds in what begins at `start`, and where. */
const named = (text: string, start: number, pattern: RegExp): [name: string, at: number][] =>
  [...text.matchAll(pattern)].map(({ 1: one, 2: other, index }) => [one ?? other ?? "", start + index]);
