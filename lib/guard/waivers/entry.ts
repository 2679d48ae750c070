/**
 * One entry of the list, read strictly.
 *
 * @module
 */
import type { JsonValue } from "../../json.ts";
import { visible } from "../../text.ts";
import { isDay } from "./day.ts";
import type { Waiver } from "./waiver.ts";

/** The waiver that `value` is, or what is wrong with it, as a sentence's end. */
export const readEntry = (value: JsonValue): Waiver | { problem: string } => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { problem: "is no object" };
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
  if (unknown !== undefined) return { problem: `has the unknown key "${visible(unknown)}"` };
  for (const [key, { wanted, accepts, isOptional }] of Object.entries(fields)) {
    const found = value[key];
    if (found === undefined && isOptional === true) continue;
    if (found === undefined) return { problem: `has no "${key}": expected ${wanted}` };
    if (typeof found !== "string" || !accepts(found))
      return { problem: `has a "${key}" that can't be meant: expected ${wanted}` };
  }
  return value as unknown as Waiver;
};

/** What stands below `key` in an entry, whatever else that is, if it is a text. */
export const textIn = (entry: JsonValue, key: keyof Waiver): string | undefined => {
  const value = (entry as Partial<Record<string, JsonValue>> | null)?.[key];
  return typeof value === "string" ? value : undefined;
};

/** Why `text` can't be a reason or an owner, or undefined. */
export const wordsProblem = (text: string, longest: number): string | undefined => {
  if (text.trim() === "") return "it is empty";
  if (text.trim() !== text) return "it has white space around it";
  if (visible(text) !== text) return "it has an invisible character or a line break in it";
  return text.length > longest ? `it is longer than ${longest} characters` : undefined;
};

export const longestReason = 500;
export const longestOwner = 200;

/** As reports have it: 32 hexadecimal digits. */
export const isFingerprint = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

// --- internal ---

interface Field {
  wanted: string;
  accepts: (text: string) => boolean;
  isOptional?: true;
}

const fields: Readonly<Record<keyof Waiver, Field>> = {
  fingerprint: { wanted: "32 hexadecimal digits", accepts: isFingerprint },
  check: {
    wanted: 'the name of a check such as "check-identity"',
    accepts: (text) => /^[a-z][a-z0-9-]{0,63}$/.test(text),
  },
  code: { wanted: 'a code such as "FORBIDDEN_TOKEN"', accepts: (text) => /^[A-Z][A-Z0-9_]{0,63}$/.test(text) },
  path: { wanted: "a path", accepts: (text) => wordsProblem(text, 4096) === undefined, isOptional: true },
  reason: {
    wanted: `a reason of at most ${longestReason} characters on one line`,
    accepts: (text) => wordsProblem(text, longestReason) === undefined,
  },
  owner: { wanted: "a person or team on one line", accepts: (text) => wordsProblem(text, longestOwner) === undefined },
  until: { wanted: 'a day such as "2026-12-31"', accepts: isDay },
};
