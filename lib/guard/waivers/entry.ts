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
export const isFingerprint = (text: string): boolean => fields.fingerprint.accepts(text);

/** One key of an entry. */
export interface Field {
  wanted: string;
  accepts: (text: string) => boolean;
  /** What JSON Schema can say of it; whatever is accepted fits it. */
  shape: { pattern: string; maxLength?: number };
  isOptional?: true;
}

/** By its name, in the order in which they are written. */
export const fields: Readonly<Record<keyof Waiver, Field>> = {
  fingerprint: field("32 hexadecimal digits", { pattern: "^[0-9a-f]{32}$" }),
  check: field('the name of a check such as "check-identity"', { pattern: "^[a-z][a-z0-9-]{0,63}$" }),
  code: field('a code such as "FORBIDDEN_TOKEN"', { pattern: "^[A-Z][A-Z0-9_]{0,63}$" }),
  path: { ...words("a path", 4096), isOptional: true },
  reason: words(`a reason of at most ${longestReason} characters on one line`, longestReason),
  owner: words("a person or team on one line", longestOwner),
  until: {
    wanted: 'a day such as "2026-12-31"',
    accepts: isDay,
    shape: { pattern: "^\\d{4}-\\d\\d-\\d\\d$" },
  },
};

// --- internal ---

function field(wanted: string, shape: Field["shape"]): Field {
  const pattern = new RegExp(shape.pattern);
  return { wanted, accepts: (text) => pattern.test(text), shape };
}

/** On one line, without white space around them. */
function words(wanted: string, longest: number): Field {
  const shape = { pattern: "^\\S(?:.*\\S)?$", maxLength: longest };
  return { wanted, accepts: (text) => wordsProblem(text, longest) === undefined, shape };
}
