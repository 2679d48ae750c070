/**
 * What a script gives to the commands in it: by these words, `$1` and `"$@"` stand for something in its functions.
 *
 * @module
 */
import { nameOf, partsOf } from "./nodes.ts";
import type { List, Node, Simple, Word } from "./syntax.ts";

export interface Given extends Pick<Word, "raw"> {
  /** It may come to a function or to a script inside: what it stands for only in a run counts, too. */
  isOwn: boolean;
}

/** Names that a script defines, however deep in it. */
export const functionsIn = (text: string): ReadonlySet<string> =>
  new Set([...text.replace(/["'\\]/g, "").matchAll(defining)].map(({ 1: before, 2: behind = "" }) => before ?? behind));

/** All words behind the names of commands. */
export const givenIn = (list: List, functions: ReadonlySet<string>): readonly Given[] =>
  commandsIn(list).flatMap((node) => {
    const name = nameOf(node) ?? "";
    // These only print it.
    if (!functions.has(name) && /^(?:echo|printf)$/.test(name)) return [];
    const isOwn = functions.has(name) || receiving.test(name);
    return node.words.slice(1).map(({ raw }) => ({ raw: raw.replaceAll("\\\n", ""), isOwn }));
  });

/** All commands, in functions as well. */
export const commandsIn = (node: Node): Simple[] =>
  node.kind === "simple" ? [node] : partsOf(node).flatMap(commandsIn);

// --- internal ---

/** `name()`, `function name`. */
const defining = /(?<![^\s;&|(){}<>`$])([^\s;&|(){}<>`$]+)[ \t]*\([ \t]*\)|\bfunction[ \t]+([^\s;(){}]+)/g;

/** What they are given becomes arguments, or is run in the same shell. */
const receiving = /^(?:\.|source|eval|set|command|builtin|exec|(?:.*\/)?(?:ba|da|z|k)?sh)$/;
