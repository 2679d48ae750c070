/**
 * Calendar days in UTC, so that a waiver ends at the same moment everywhere.
 *
 * @module
 */
import { formatTime } from "../../clock.ts";

/** The day of a moment in milliseconds since the epoch, as `YYYY-MM-DD`: such days compare as texts. */
export const dayOf = (milliseconds: number): string => formatTime(milliseconds).slice(0, 10);

/** Whether `text` is a day of the calendar, as `YYYY-MM-DD`; 2026-02-30 is none. */
export const isDay = (text: string): boolean => {
  const milliseconds = Date.parse(`${text}T00:00:00.000Z`);
  // Years of more than four digits begin with a sign.
  return Number.isFinite(milliseconds) && dayOf(milliseconds) === text && /^\d/.test(text);
};

/** The last day on which a waiver may end that is in force at `now`. */
export const lastDay = (now: number, maxDays: number): string => dayOf(now + maxDays * 86_400_000);
