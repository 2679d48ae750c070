/**
 * Numbers and times as people read them, the same in every locale.
 *
 * @module
 */

/** `12,345`. */
export const formatNumber = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+(?!\d))/g, ",");

/** `1 file`, `12,345 files`. */
export const countOf = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatNumber(count)} ${count === 1 ? noun : plural}`;

/** `512 B`, `1.5 kB`, `2.1 MB`: powers of a thousand. */
export const formatBytes = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  // 999,950 would be "1000.0 kB".
  const isNext = power < units.length - 1 && bytes / 1000 ** power >= 999.95;
  const exponent = isNext ? power + 1 : power;
  return `${(bytes / 1000 ** exponent).toFixed(1)} ${units[exponent]}`;
};

/** `850 µs`, `12.4 ms`, `1.60 s`, `2 min 05 s`, `3 h 07 min`. */
export const formatMicroseconds = (us: number): string => {
  if (us < 1000) return `${us} µs`;
  if (us < 999_950) return `${(us / 1000).toFixed(1)} ms`;
  if (us < 59_995_000) return `${(us / 1e6).toFixed(2)} s`;
  const seconds = Math.round(us / 1e6);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${formatNumber(Math.floor(minutes / 60))} h ${pad(minutes % 60)} min`;
};

/** `2026-02-15 20:13:00 UTC` out of RFC 3339 in UTC. */
export const formatTimeUtc = (time: string): string => time.replace(/^(.{10})T(.{8}).*Z$/s, "$1 $2 UTC");

/** A long word with its middle left out: both ends of a path say the most. */
export const shortened = (text: string, length: number): string => {
  if (text.length <= length) return text;
  const characters = [...text];
  if (characters.length <= length) return text;
  const head = Math.floor((length - 1) / 3);
  return `${characters.slice(0, head).join("")}…${characters.slice(head + 1 - length).join("")}`;
};

// --- internal ---

const units = ["B", "kB", "MB", "GB", "TB", "PB"];

const pad = (value: number): string => String(value).padStart(2, "0");
