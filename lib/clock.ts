/**
 * The only source of time and of randomness for names.
 *
 * @module
 */
import { crypto } from "./lazy-crypto.ts";

/** Wall-clock time; tests replace it. */
export interface Clock {
  /** Now, in milliseconds since the epoch. */
  now(): number;
  /** Monotonic time in nanoseconds, from an arbitrary start. */
  monotonic(): bigint;
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => process.hrtime.bigint() };

/** Milliseconds from an arbitrary start, for waiting and breathing; `performance` would load a module for the same. */
export const elapsed = (): number => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
};

/** RFC 3339 in UTC with milliseconds, such as `2026-02-15T20:13:00.000Z`. */
export const formatTime = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** `count` random bytes as lower-case hex. */
export const randomHex = (count: number): string => crypto().randomBytes(count).toString("hex");
