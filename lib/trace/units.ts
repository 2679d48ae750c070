/**
 * Times as people read them, and texts as wide as they are on a terminal.
 *
 * @module
 */

/** Microseconds, in the unit that fits: `812 µs`, `3.1 ms`, `12.4 s`, `2 min 05 s`, `1 h 02 min`. */
export const formatDuration = (us: number): string => {
  if (us < 1000) return `${us} µs`;
  if (us < 999_500) return `${threeDigits(us / 1e3)} ms`;
  if (us < 59_950_000) return `${threeDigits(us / 1e6)} s`;
  const seconds = Math.round(us / 1e6);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
};

/** Columns that `text` takes on a terminal. */
export const columnsOf = (text: string): number => {
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

const threeDigits = (value: number): string => value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** Marks take no column; what Unicode calls wide (UAX 11) takes two. */
const columnsOfCharacter = (character: string): number => (/\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1);

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
