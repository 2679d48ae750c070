/**
 * Texts of others in Markdown.
 *
 * @module
 */
import { visible } from "../text.ts";

/** `text` as a code span (CommonMark 0.31, section 6.1): the fence is longer than any run of backticks inside. */
export const codeSpan = (text: string): string => {
  const shown = visible(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const isOpen = shown === "" || /^`|`$|^ .* $/.test(shown);
  return isOpen ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
};

/** `text` in a sentence or heading: as it is where no character of it means anything there, else a code span. */
export const plainText = (text: string): string =>
  /^[\p{L}\p{N}@](?:[\p{L}\p{N}./ -]|(?<=[\p{L}\p{N}])_(?=[\p{L}\p{N}]))*$/u.test(text) ? text : codeSpan(text);
