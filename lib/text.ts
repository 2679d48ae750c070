/**
 * Words that others wrote, made safe to show.
 *
 * @module
 */

/**
 * `text` with every character that could move the cursor, reorder the line or hide itself written as `\u{…}`:
 * C0 and C1 controls, newlines, escape sequences, bidirectional controls (Unicode TR 9), zero-width
 * characters, line separators, tags and lone surrogates. A path can't forge a line of a report.
 */
export const visible = (text: string): string =>
  text.replace(hidden, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

/**
 * `word` as one word of a POSIX shell line. Only words that every shell takes literally stay bare: zsh looks for a
 * program behind a leading `=`.
 */
export const shellQuote = (word: string): string =>
  /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

// --- internal ---

const hidden =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\ud800-\udfff]/gu;
