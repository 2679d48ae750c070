/**
 * Programs in front of a command that only change its surroundings: `env A=B`, `sudo`, `time`, `timeout 10m`.
 *
 * @module
 */

import { runnerOf } from "./task/runners.ts";

/** One of them, with the words that are its own. */
export interface Front<T> {
  /** Without a directory. */
  program: string;
  /** All of them. */
  words: readonly T[];
  flags: readonly { flag: string; value: T | undefined }[];
  /** Behind the flags: what `env` sets, how long `timeout` waits. */
  others: readonly T[];
}

interface Valued {
  value: string | undefined;
}

/** A command without the programs in front of it, and those, the outermost first. */
export const unwrapped = <T extends Valued>(
  words: readonly T[],
  most = mostFronts,
): { fronts: readonly Front<T>[]; words: readonly T[] } => {
  const [first, ...rest] = words;
  const program = first?.value?.replace(/^\/usr\/bin\//, "") ?? "";
  const front = most === 0 ? undefined : runnerOf(program);
  if (front?.isFront !== true) return { fronts: [], words };
  const { flags, behind } = flagsOf(rest, front.valued ?? []);
  const count = program === "env" ? settingsIn(behind) : (front.own ?? 0);
  // With -S it runs what stands in one of its words.
  if (count >= behind.length || (program === "env" && flags.some(({ flag }) => isSplitting(flag))))
    return { fronts: [], words };
  const left = behind.slice(count);
  const inner = unwrapped(left, most - 1);
  const own = { program, words: words.slice(0, -left.length), flags, others: behind.slice(0, count) };
  return { fronts: [own, ...inner.fronts], words: inner.words };
};

/** `env -S "COMMAND WORD"` */
export const isSplitting = (flag: string): boolean => /^-(?:-s|[^-uC]*S)/.test(flag);

/** Whether it runs the command in another directory. */
export const isMoving = ({ program, flags }: Front<unknown>): boolean =>
  flags.some(({ flag }) => moving[program]?.test(flag) === true);

// --- internal ---

/** Nobody writes more of them; each one costs another walk over the words. */
const mostFronts = 16;

const moving: Readonly<Record<string, RegExp>> = {
  env: /^-(?:-c|[^-u]*C)/,
  sudo: /^-(?:-ch|-log|[^-ug]*[DRi])/,
};

const flagsOf = <T extends Valued>(
  words: readonly T[],
  withValue: readonly string[],
): { flags: Front<T>["flags"]; behind: readonly T[] } => {
  const flags: { flag: string; value: T | undefined }[] = [];
  let at = 0;
  for (let flag = words[at]?.value; flag?.startsWith("-") === true; flag = words[at]?.value) {
    const hasValue = withValue.includes(flag);
    flags.push({ flag, value: hasValue ? words[at + 1] : undefined });
    at += hasValue ? 2 : 1;
  }
  return { flags, behind: words.slice(at) };
};

/** What `env` sets. */
const settingsIn = (words: readonly Valued[]): number => {
  const at = words.findIndex(({ value }) => !/^\w+=/.test(value ?? ""));
  return at === -1 ? words.length : at;
};
