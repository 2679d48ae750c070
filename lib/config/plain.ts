/**
 * From whatever a configuration exported to plain JSON.
 *
 * @module
 */
import type { JsonValue } from "../json.ts";

export type Path = readonly (string | number)[];

/** A value that JSON can't hold; null stands in its place. */
export interface Stranger {
  path: Path;
  /** What was found, for people: `a function`. */
  found: string;
}

/**
 * Copy `value` as plain JSON and name everything in it that JSON can't hold: functions, promises, dates, class
 * instances, undefined, cycles. Nothing is dropped silently: a key that vanished could be a gate that is open.
 */
export const toPlain = (value: unknown, options: PlainOptions = {}): { plain: JsonValue; strangers: Stranger[] } => {
  const strangers: Stranger[] = [];
  return { plain: copy(value, [], { strangers, open: new Set(), ...options }), strangers };
};

export interface PlainOptions {
  /** Called with each function; what it gives stands in the function's place, which is no stranger then. */
  carry?: (path: Path, code: (...given: never[]) => unknown) => JsonValue | undefined;
}

/** What a value is, for a message: as it would be written, or its kind when it is large. */
export const describeValue = (value: unknown): string => {
  if (typeof value === "string") return quote(value);
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) {
    const text = JSON.stringify(value) ?? "";
    return text.length <= 60 ? text : `a list of ${value.length}`;
  }
  return strangeness(value) ?? "an object";
};

/** `artifacts.allow[0].reason`; keys that are no identifiers in brackets and quotes. */
export const formatPath = (path: Path): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!/^[\w$-]+$/.test(part)) return `${text}[${quote(part)}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");

// --- internal ---

interface Walk extends PlainOptions {
  strangers: Stranger[];
  /** The objects that we are inside of. */
  open: Set<object>;
}

/** Deeper than any valid configuration, and shallow enough for every recursion over it. */
const deepest = 32;

const copy = (value: unknown, path: Path, walk: Walk): JsonValue => {
  if (typeof value === "function") {
    const carried = walk.carry?.(path, value as (...given: never[]) => unknown);
    if (carried !== undefined) return carried;
  }
  const strange = strangeness(value) ?? positionProblem(value, path, walk);
  if (strange !== undefined) {
    // Whatever a stray promise ends in, nobody waits for it.
    if (value instanceof Promise) value.catch(() => undefined);
    walk.strangers.push({ path, found: strange });
    return null;
  }
  if (typeof value !== "object" || value === null) return value as JsonValue;
  walk.open.add(value);
  const result = Array.isArray(value)
    ? Array.from(value, (item, index) => copy(item, [...path, index], walk))
    : copyObject(value as Record<string, unknown>, path, walk);
  walk.open.delete(value);
  return result;
};

const copyObject = (value: Record<string, unknown>, path: Path, walk: Walk): JsonValue => {
  const result: { [key: string]: JsonValue } = {};
  for (const key of Object.keys(value)) {
    if (key === "__proto__") walk.strangers.push({ path: [...path, key], found: 'the key "__proto__"' });
    else result[key] = copy(value[key], [...path, key], walk);
  }
  return result;
};

const positionProblem = (value: unknown, path: Path, walk: Walk): string | undefined => {
  if (typeof value !== "object" || value === null) return undefined;
  if (walk.open.has(value)) return "an object that contains itself";
  return path.length > deepest ? `nesting deeper than ${deepest}` : undefined;
};

/** What `value` is when JSON can't hold it, or undefined. */
const strangeness = (value: unknown): string | undefined => {
  if (value === undefined) return "undefined";
  if (typeof value === "number") return Number.isFinite(value) ? undefined : String(value);
  if (typeof value === "string") return /\p{Surrogate}/u.test(value) ? "text with half a character" : undefined;
  if (typeof value === "boolean" || value === null || Array.isArray(value)) return undefined;
  if (typeof value !== "object") return `a ${typeof value}`;
  if (typeof (value as { then?: unknown }).then === "function") return "a promise";
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return undefined;
  return `an instance of ${value.constructor?.name || "a class"}`;
};

const quote = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text);
