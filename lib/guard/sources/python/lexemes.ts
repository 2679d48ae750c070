/**
 * Words of Python's grammar that both the tokens and the fields of f-strings need.
 *
 * @module
 */

/** https://docs.python.org/3/reference/lexical_analysis.html, "Identifiers". */
export const word = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy;

/** What stands before the quote of a string. Other letters are a word of their own: `x if'a'else y`. */
export const prefix = /(?:[bfrtu]|[bft]r|r[bft])?(?=["'])/iy;

/** What `pattern`, which is sticky, finds at `at`. */
export const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};
