/**
 * Variables that are set in passing, wherever a shell reads a word or a number: `case ${NAME:=value} in`, `$((NAME = 1))`,
 * `list[NAME=1]`, `exec {NAME}> file`.
 *
 * bash's manual, "Shell Parameter Expansion", "Shell Arithmetic", "Redirections". Read as text: what is evaluated, trapped or
 * defined as a function counts, too.
 *
 * @module
 */

import { joinedTexts } from "./bare.ts";
import type { Judge } from "./environment-files.ts";
import { type Fault, shortened } from "./fault.ts";
import { lineAt } from "./places.ts";
import type { Past, Run } from "./runs.ts";

/** What the script of `run` sets before it and around it. */
export const expandedFaults = ({ past }: Run, judge: Judge): Fault[] =>
  joinedTexts(past.text).flatMap(({ text, offset }) =>
    faultsIn({ text, places: (at) => past.places(offset(at)) }, judge),
  );

// --- internal ---

const faultsIn = (past: Past, judge: Judge): Fault[] => {
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

const comment = /(?<![^\s;])#.*/g;
const passing = /\$\{(!?\w+)(?:\[[^\]]{0,999}\])?:?=|(?<![$\w])\{(\w+)\}[<>]/g;
const counting = /(?<![$\w{])([A-Za-z_]\w*)(?:\[[^\]]{0,999}\])?\s*(?:\+\+|--|(?:[-+*/%&|^]|<<|>>)?=(?![=~]))/g;
const countingFirst = /(?:\+\+|--)\s*([A-Za-z_]\w*)/g;
const kept = /=["'(\s]*([A-Za-z_]\w*)\s*(?:[-+*/%&|^]|<<|>>)?=(?!=)/g;

/** Brackets of arithmetic, subscripts, offsets: how each begins, and what ends it. */
const numeric: readonly (readonly [begins: RegExp, end: string])[] = [
  [/\(\(/g, "))"],
  [/\$\[/g, "]"],
  [/\w\[/g, "]"],
  [/\$\{\w+:(?![-=?+])/g, "}"],
  [/\blet[ \t]/g, "\n"],
  // Comparisons of numbers stand in one of these.
  [/\[\[/g, "]]"],
];

const compares = /\s-(?:eq|ne|lt|le|gt|ge)\s/;

/** All of a script where a variable is declared as a number. */
const numbersIn = (text: string): { 0: string; index: number }[] =>
  /\b(?:declare|typeset|local|readonly|export)[ \t][^\n;&|]{0,999}?-\w{0,9}i/.test(text)
    ? [{ 0: text, index: 0 }]
    : numeric.flatMap(([begins, end]) =>
        regions(text, begins, end).filter((one) => end !== "]]" || compares.test(one[0])),
      );

/** Each goes on to the next end, whatever begins in it: no text is gone over twice. */
const regions = (text: string, begins: RegExp, end: string): { 0: string; index: number }[] => {
  const found: { 0: string; index: number }[] = [];
  let behind = 0;
  for (const { index, 0: start } of text.matchAll(begins)) {
    if (index < behind) continue;
    const at = text.indexOf(end, index + start.length);
    // What nothing ends goes on to the end of the script.
    behind = at === -1 ? text.length : at + end.length;
    found.push({ 0: text.slice(index, behind), index });
  }
  return found;
};

/** Each name that `pattern` finds in what begins at `start`, and where. */
const named = (text: string, start: number, pattern: RegExp): [name: string, at: number][] =>
  [...text.matchAll(pattern)].map(({ 1: one, 2: other, index }) => [one ?? other ?? "", start + index]);
