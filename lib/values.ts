/**
 * Values that people write on the command line.
 *
 * @module
 */
import { KprovError } from "./errors.ts";

/** `90s`, `15m`, `2h`, `500ms` or a number of seconds → milliseconds. Throws `E_USAGE`. */
export const parseDuration = (text: string): number => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text);
  const milliseconds = match === null ? 0 : Math.round(Number(match[1]) * (unitMilliseconds[match[2] ?? "s"] ?? 0));
  // setTimeout counts in 32 bits; beyond that it would fire at once.
  if (milliseconds < 1 || milliseconds > 2 ** 31 - 1) {
    throw new KprovError("E_USAGE", `Cannot use the duration "${text}": expected 1ms to 24d, such as 90s, 15m or 2h`);
  }
  return milliseconds;
};

/** `key=value` pairs; a key twice, or without a value, is an error. Throws `E_USAGE`. */
export const parseTags = (pairs: readonly string[]): Record<string, string> => {
  const tags: Record<string, string> = {};
  for (const pair of pairs) {
    const match = /^([A-Za-z0-9][A-Za-z0-9._/-]{0,63})=(.+)$/su.exec(pair);
    const [, key = "", value = ""] = match ?? [];
    if (match === null) throw new KprovError("E_USAGE", `Cannot use the tag "${pair}": expected KEY=VALUE`);
    if (Object.hasOwn(tags, key)) throw new KprovError("E_USAGE", `The tag "${key}" is given twice`);
    tags[key] = value;
  }
  return tags;
};

// --- internal ---

const unitMilliseconds: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
