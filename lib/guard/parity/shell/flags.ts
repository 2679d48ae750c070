/**
 * Flags of a shell with which it does not run its script, or reads another one before it.
 *
 * Bash's manual, "Invoking Bash" and "The Set Builtin".
 *
 * @module
 */
import type { Fault } from "../fault.ts";

export type FlagFault = Pick<Fault, "kind" | "level" | "why">;

/** What is wrong with the words between the shell and its script; a word is undefined where only a run knows it. */
export const shellFlagFaults = (words: readonly (string | undefined)[]): FlagFault[] =>
  words.flatMap((word, index) => {
    const before = words[index - 1] ?? "";
    if (word === undefined) return [doubt("which flags the shell is given is known only when it runs")];
    if (/^[-+]\w*o$/.test(before)) return word === "noexec" && before.startsWith("-") ? [unrun(`-o ${word}`)] : [];
    return word.startsWith("--") ? longFaults(word) : letterFaults(word);
  });

// --- internal ---

const doubt = (why: string) => ({ kind: "unread", level: "undecided", why }) as const;

const unknown = (word: string) => doubt(`what "${word}" of the shell does to the script is not known`);

const unrun = (word: string) =>
  ({ kind: "skipped", level: "violation", why: `with ${word} the shell does not run its script` }) as const;

const longFaults = (word: string): FlagFault[] => {
  if (/^--(?:help|version|dump-strings|dump-po-strings)$/.test(word)) return [unrun(word)];
  return /^--(?:noprofile|norc|posix|login|verbose)?$/.test(word) ? [] : [unknown(word)];
};

const letterFaults = (word: string): FlagFault[] => {
  const [, sign, letters = ""] = /^([-+])([A-Za-z]+)$/.exec(word) ?? [];
  if (sign === undefined) return [unknown(word)];
  if (sign === "+") return [];
  if (/[nD]/.test(letters)) return [unrun(word)];
  return /[^abcefhlmopuvxBCEHT]/.test(letters) ? [unknown(word)] : [];
};
