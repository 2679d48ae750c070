/**
 * Commands that stand in the words of others: `echo $(rm Makefile)`.
 *
 * @module
 */

import { partsOf } from "../shell/nodes.ts";
import { parseShell, scriptEnd } from "../shell/parse.ts";
import { type Node, ShellFault, type Word } from "../shell/syntax.ts";
import { allCalledBy } from "../task/calls.ts";

/** The words of each, without quotes. What can't be parsed alone stands in quotes; undefined where that is too much to try. */
export const heldCommands = (text: string, left = deepest): string[][] | undefined => {
  const found: string[][] = [];
  let tries = mostTries;
  for (let at = nextOf(text, 0); at !== -1; ) {
    if (left === 0) return undefined;
    const [script, end] = text.charAt(at) === "`" ? quotedAt(text, at) : bracketAt(text, at);
    const commands = script === undefined ? [] : commandsIn(script, left - 1);
    if (script === undefined) tries -= 1;
    if (commands === undefined || tries === 0) return undefined;
    found.push(...commands);
    at = nextOf(text, end);
  }
  return found;
};

/** The words of the commands of a script in a word; none where it can't be parsed, undefined where that is too much to try. */
export const commandsOf = (script: string): string[][] | undefined => commandsIn(script, deepest);

// --- internal ---

const deepest = 8;
const mostTries = 20;

const begins = /[$<>]\((?!\()|`/g;

const nextOf = (text: string, from: number): number => {
  begins.lastIndex = from;
  return begins.exec(text)?.index ?? -1;
};

const quotedAt = (text: string, at: number): [script: string, end: number] => {
  const end = text.indexOf("`", at + 1);
  return end === -1 ? [text.slice(at + 1), text.length] : [text.slice(at + 1, end), end + 1];
};

const bracketAt = (text: string, at: number): [script: string | undefined, end: number] => {
  try {
    const end = scriptEnd({ text, isSh: false }, at + 2);
    return [text.slice(at + 2, end - 1), end];
  } catch (error) {
    if (!(error instanceof ShellFault) && !(error instanceof RangeError)) throw error;
    return [undefined, at + 2];
  }
};

const commandsIn = (script: string, left: number): string[][] | undefined => {
  try {
    const own = simpleIn(parseShell(script));
    const held = heldCommands(script, left);
    // What a shell is told is one more script.
    const lines = own.flatMap((words) => allCalledBy(words)).flatMap((called) => ("line" in called ? called.line : []));
    const told = lines.map((line) => (left === 0 ? undefined : commandsIn(line, left - 1)));
    if (held === undefined || told.some((one) => one === undefined)) return undefined;
    return [
      ...own.map((words) => words.map(({ raw, value }) => value ?? raw.replace(/["']/g, ""))),
      ...held,
      ...told.flatMap((one) => one ?? []),
    ];
  } catch (error) {
    if (!(error instanceof ShellFault)) throw error;
    return [];
  }
};

const simpleIn = (node: Node): (readonly Word[])[] =>
  node.kind === "simple" ? [node.words] : partsOf(node).flatMap(simpleIn);
