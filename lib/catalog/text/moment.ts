/**
 * Moments as people read them, in a zone that is always said beside them.
 *
 * @module
 */

/** `2026-02-15 20:13:00` in UTC, or where this machine's clock is. */
export const formatMoment = (milliseconds: number, { isLocal }: { isLocal: boolean }): string => {
  const shift = isLocal ? new Date(milliseconds).getTimezoneOffset() * 60_000 : 0;
  const date = new Date(milliseconds - shift);
  // Beyond what a date holds, which no recorder writes.
  return Number.isNaN(date.getTime()) ? String(milliseconds) : date.toISOString().slice(0, 19).replace("T", " ");
};

/** `UTC`, or the name of the local zone, such as `Europe/Berlin`. */
export const zoneName = ({ isLocal }: { isLocal: boolean }): string =>
  isLocal ? (new Intl.DateTimeFormat().resolvedOptions().timeZone ?? "local time") : "UTC";

/** `3 days ago`, `in 5 minutes`, `just now`: the largest unit of which there are two at least, or one of the next. */
export const formatAge = (milliseconds: number, now: number): string => {
  const seconds = Math.round((now - milliseconds) / 1000);
  const far = Math.abs(seconds);
  if (far < 10) return "just now";
  const [name, size] = ages.find(([, length]) => far >= 2 * length) ?? (["second", 1] as const);
  const count = Math.floor(far / size);
  return seconds > 0 ? `${count} ${name}s ago` : `in ${count} ${name}s`;
};

// --- internal ---

const ages = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;
