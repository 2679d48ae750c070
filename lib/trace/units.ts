/**
 * Times as people read them, and texts as wide as they are on a terminal.
 *
 * @module
 */
export { columnsOf, fitted } from "../columns.ts";

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

// --- internal ---

const threeDigits = (value: number): string => value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
const twoDigits = (value: number): string => String(value).padStart(2, "0");
