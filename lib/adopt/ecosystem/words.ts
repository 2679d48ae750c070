/**
 * Names that others gave, as words of command lines.
 *
 * @module
 */
import { shellQuote } from "../../text.ts";

/**
 * `path`, from the top, as an argument that no program takes for an option: `-x` becomes `./-x`. One with `=` would be
 * an assignment where a shell line begins with it.
 */
export const pathWord = (path: string): string => (/^[-~]|=/.test(path) ? `./${path}` : path);

/**
 * `argv` as a line of POSIX sh, for a CI system that replaces expressions before any shell sees them: `${{ … }}`
 * (docs.github.com, "Evaluate expressions in workflows") and `$[[ … ]]` (docs.gitlab.com, "CI/CD inputs") fall into two words
 * without a blank between them, which the shell puts together again.
 */
export const shellLine = (...argv: readonly string[]): string => argv.map(ciQuote).join(" ");

// --- internal ---

/** Only a quoted word can hold a dollar, so two quotes end it and begin it anew. */
const ciQuote = (word: string): string => shellQuote(word).replace(/\$(?=\{\{|\[\[)/g, "$$''");
