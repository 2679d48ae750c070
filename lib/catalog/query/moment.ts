/**
 * Days and moments as people write them, as the span of time that they name.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";

export interface MomentOptions {
  /** Milliseconds; what `today` and `7d` count from. */
  now: number;
  /** Days begin when they begin here, not in UTC. */
  isLocal: boolean;
}

/** Milliseconds; `below` is the first that is no longer in it. */
export interface Span {
  from: number;
  below: number;
}

/**
 * `2026`, `2026-01`, `2026-01-31`, `2026-01-31T20:15[:30[.250]]` with `Z` or `+02:00` or without, `today`, `yesterday`, `now`,
 * and an age: `90m`, `24h`, `7d`, `2w`. Throws `E_USAGE`; a day that no calendar has is an error.
 */
export const parseSpan = (text: string, options: MomentOptions): Span => {
  const span = relativeSpan(text, options) ?? absoluteSpan(text, options);
  if (span !== undefined && Number.isFinite(span.from) && Number.isFinite(span.below)) return span;
  throw new KprovError(
    "E_USAGE",
    `Cannot use the date "${text}": expected 2026-01-31, 2026-01, 2026-01-31T20:15Z, today, yesterday or an age such as 7d`,
  );
};

// --- internal ---

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

const relativeSpan = (text: string, options: MomentOptions): Span | undefined => {
  const { now } = options;
  if (text === "now") return { from: now, below: now + 1 };
  if (text === "today" || text === "yesterday") {
    const [year, month, day] = dayOf(now, options);
    const back = text === "today" ? 0 : 1;
    return {
      from: timeOf([year, month, day - back], options),
      below: timeOf([year, month, day - back + 1], options),
    };
  }
  const [, count, unit = ""] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  if (count === undefined) return undefined;
  const at = now - Number(count) * (units[unit] ?? 0);
  return { from: at, below: at + 1 };
};

const form = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/i;

const absoluteSpan = (text: string, options: MomentOptions): Span | undefined => {
  const match = form.exec(text);
  if (match === null) return undefined;
  const parts = match.slice(1, 7).map((part) => (part === undefined ? undefined : Number(part)));
  const count = parts.indexOf(undefined);
  const given = (count === -1 ? parts : parts.slice(0, count)) as number[];
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = given;
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (!isDay || year < 1970 || hour > 23 || minute > 59 || second > 59) return undefined;
  const [fraction, zone] = [match[7], match[8]];
  const shift = zone === undefined ? null : offsetOf(zone);
  const milliseconds = Number((fraction ?? "").padEnd(3, "0"));
  const at = (numbers: Numbers): number =>
    shift === null ? timeOf(numbers, options) : timeOf(numbers, { isLocal: false }) - shift;
  const from: Numbers = [year, month, day, hour, minute, second];
  if (fraction !== undefined) return { from: at(from) + milliseconds, below: at(from) + milliseconds + 1 };
  const next: Numbers = [...from];
  const last = given.length - 1;
  next[last] = (next[last] ?? 0) + 1;
  return { from: at(from), below: at(next) };
};

/** Year, month from 1, day, hour, minute, second; what is too large runs over. */
type Numbers = [number, number, number, number?, number?, number?];

const timeOf = (numbers: Numbers, { isLocal }: { isLocal: boolean }): number => {
  const [year, month, day, hour = 0, minute = 0, second = 0] = numbers;
  return isLocal
    ? new Date(year, month - 1, day, hour, minute, second).getTime()
    : Date.UTC(year, month - 1, day, hour, minute, second);
};

const dayOf = (at: number, { isLocal }: { isLocal: boolean }): [number, number, number] => {
  const date = new Date(at);
  return isLocal
    ? [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    : [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
};

const offsetOf = (zone: string): number => {
  if (zone.toUpperCase() === "Z") return 0;
  const [hours, minutes] = zone.slice(1).split(":").map(Number);
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * (zone.startsWith("-") ? -60_000 : 60_000);
};
