/**
 * Texts as wide as they are on a terminal.
 *
 * @module
 */

/** Columns that `text` takes on a terminal. */
export const columnsOf = (text: string): number => {
  if (/^[ -~]*$/.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOfCharacter(character);
  return columns;
};

/** `text` in exactly `width` columns: filled up, or cut with an ellipsis. */
export const fitted = (text: string, width: number): string => {
  const columns = columnsOf(text);
  if (columns <= width) return text + " ".repeat(width - columns);
  let [kept, used] = ["", 0];
  for (const character of text) {
    const next = columnsOfCharacter(character);
    if (used + next > width - 1) break;
    kept += character;
    used += next;
  }
  return `${kept}…${" ".repeat(Math.max(0, width - 1 - used))}`;
};

// --- internal ---

/** Marks take no column; what Unicode calls wide (UAX 11) takes two. */
const columnsOfCharacter = (character: string): number => (/\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1);

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
