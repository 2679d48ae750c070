/**
 * Points in time, found in text and in bytes.
 *
 * @module
 */
import type { Circumstances, Pair } from "./types.ts";

export interface Moment {
  /** How it is written, for people. */
  form: string;
  /** Milliseconds since the epoch; null when the text alone does not say. */
  at: number | null;
}

/** The point in time whose text holds `column` of `line`, or ends there. */
export const momentAt = (line: string, column: number): Moment | undefined => {
  for (const { form, pattern, read } of forms) {
    for (const match of line.matchAll(pattern)) {
      if (match.index <= column && column <= match.index + match[0].length) return { form, at: read(match[0]) };
    }
  }
  return undefined;
};

/** A bare number as seconds, milliseconds, microseconds or nanoseconds since 1970, from 2001 to 2065. */
export const epochOf = (text: string): number | null => {
  const match = /^(\d{10})(\d{3}|\d{6}|\d{9})?(?:\.\d+)?$/.exec(text);
  if (match === null) return null;
  const seconds = Number(match[1]);
  if (seconds < 1_000_000_000 || seconds >= 3_000_000_000) return null;
  return Number(text.slice(0, 10)) * 1000 + Number((match[2] ?? "").slice(0, 3) || 0);
};

/** Whether a point in time lies in the run, give or take five seconds; undefined when that is not known. */
export const isDuring = (at: number, { began, ended }: Circumstances): boolean | undefined =>
  began === null || ended === null ? undefined : at >= began - slack && at <= ended + slack;

/** What the two points in time have to do with the two runs; undefined when they can't be compared. */
export const describeMoments = (moments: Pair<Moment>, circumstances: Pair<Circumstances> | null): string => {
  const [a, b] = moments;
  const form = a.form === b.form ? a.form : `${a.form} and ${b.form}`;
  if (a.at === null || b.at === null) return form;
  const apart = `${form}, ${duration(Math.abs(a.at - b.at))} apart`;
  if (circumstances === null) return apart;
  const during = [isDuring(a.at, circumstances[0]), isDuring(b.at, circumstances[1])];
  if (during.every((is) => is === true)) return `${apart}: each is of the time of its run`;
  return isZoned(a.at - b.at, circumstances) ? `${apart}: the time zone is in it as well` : apart;
};

/** Four or eight bytes, either way round, around `offset` that are the time of each run. */
export const binaryMoment = (
  windows: Pair<Buffer>,
  offset: number,
  circumstances: Pair<Circumstances>,
): Pair<Moment> | undefined => {
  for (let start = Math.max(0, offset - 7); start <= offset; start += 1) {
    for (const { form, width, read } of integers) {
      if (start + width <= offset) continue;
      const [a, b] = windows.map((bytes) => (start + width <= bytes.length ? read(bytes, start) : null));
      if (a === null || b === null || a === undefined || b === undefined) continue;
      if (isDuring(a, circumstances[0]) === true && isDuring(b, circumstances[1]) === true)
        return [
          { form, at: a },
          { form, at: b },
        ];
    }
  }
  return undefined;
};

// --- internal ---

const slack = 5_000;

/** Whether quarters of an hour are left when the time between the runs is taken away. */
const isZoned = (distance: number, [first, second]: Pair<Circumstances>): boolean => {
  if (first.began === null || second.began === null) return false;
  const left = Math.abs(distance - (first.began - second.began));
  const quarter = 15 * 60_000;
  return left > quarter - slack && Math.abs(left - Math.round(left / quarter) * quarter) <= slack;
};

const clock = "\\d{1,2}:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?";
const zone = "(?: ?(?:Z|UTC|GMT|[A-Z]{3,4}|[+-]\\d\\d:?\\d\\d))?";
const month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*";

const parsed = (text: string): number | null => {
  const at = Date.parse(text.replace(/(\d),(\d)/, "$1.$2").replace(/(\.\d{3})\d+/, "$1"));
  return Number.isNaN(at) ? null : at;
};

/** From the most to the least telling. */
const forms: { form: string; pattern: RegExp; read: (text: string) => number | null }[] = [
  {
    form: "a date and time",
    pattern: new RegExp(`\\d{4}[-/]\\d\\d[-/]\\d\\d[T _]${clock}${zone}`, "g"),
    read: parsed,
  },
  {
    form: "a date and time",
    pattern: new RegExp(
      `(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? +)?(?:${month} +\\d{1,2}|\\d{1,2} +${month}),?[ \\d]*${clock}${zone}(?: +\\d{4})?`,
      "g",
    ),
    read: parsed,
  },
  { form: "a date and time", pattern: /\b(?:19|20)\d{6}[T_-]?\d{6}Z?\b/g, read: () => null },
  { form: "a date", pattern: /\b(?:19|20)\d\d[-/.](?:0\d|1[0-2])[-/.][0-3]\d\b/g, read: () => null },
  { form: "a time of day", pattern: new RegExp(`\\b${clock}\\b`, "g"), read: () => null },
];

const duration = (milliseconds: number): string => {
  if (milliseconds < 1000) return `${milliseconds} ms`;
  if (milliseconds < 120_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 48 * 60) return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.round(minutes / 1440)} days`;
};

const seconds = (value: number): number => value * 1000;

const integers: { form: string; width: number; read: (bytes: Buffer, at: number) => number }[] = [
  { form: "seconds since 1970 in 4 bytes", width: 4, read: (bytes, at) => seconds(bytes.readUInt32LE(at)) },
  { form: "seconds since 1970 in 4 bytes", width: 4, read: (bytes, at) => seconds(bytes.readUInt32BE(at)) },
  { form: "milliseconds since 1970 in 8 bytes", width: 8, read: (bytes, at) => Number(bytes.readBigUInt64LE(at)) },
  { form: "milliseconds since 1970 in 8 bytes", width: 8, read: (bytes, at) => Number(bytes.readBigUInt64BE(at)) },
  { form: "seconds since 1970 as a number in 8 bytes", width: 8, read: (bytes, at) => seconds(bytes.readDoubleLE(at)) },
];
