/**
 * Commands that just runs to evaluate the variables of a justfile, before any recipe.
 *
 * just.systems/man, "Command Evaluation using Backticks", "External Commands".
 *
 * @module
 */

import { hasOpenBracket, withoutTexts } from "./just-texts.ts";

export interface JustAct {
  /** As written. */
  command: string;
  /** Offset in the file. */
  at: number;
}

/** Those in the lines of `text` that stand in no recipe; `why` for what is not understood. */
export const actsOf = (text: string): JustAct[] | { why: string } => {
  const acts: JustAct[] = [];
  for (const { 0: line, index } of text.matchAll(/^[^\s#[].*/gm)) {
    for (const found of line.matchAll(called))
      acts.push({ command: found.slice(1).find((one) => one !== undefined) ?? "", at: index + found.index });
    // What goes on in the next line, or is put together.
    const isOdd = /`|\bshell\s*\(/.test(line.replace(called, "")) || hasOpenBracket(withoutTexts(line));
    if (isOdd) return { why: `what its justfile runs by "${line}" is not known` };
  }
  return acts;
};

// --- internal ---

const called = /```(.*?)```|`([^`]*)`|\bshell\s*\(\s*(?:'([^']*)'|"([^"\\]*)")/g;
