/**
 * Words of the small languages in which CI systems write conditions.
 *
 * @module
 */

/** A place in the tokens of a condition; undefined tokens: it has something in it that is none. */
export interface TokenReader {
  tokens: readonly string[] | undefined;
  at: number;
}

/** Everything that `pattern` (global and sticky) finds, without blanks; undefined when it does not reach the end. */
export const tokensOf = (text: string, pattern: RegExp): string[] | undefined => {
  const tokens: string[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    at = match.index + match[0].length;
    if (match[0].trim() !== "") tokens.push(match[0]);
  }
  return at === text.length ? tokens : undefined;
};

/** The next token; undefined at the end. */
export const peek = ({ tokens, at }: TokenReader): string | undefined => tokens?.[at];
