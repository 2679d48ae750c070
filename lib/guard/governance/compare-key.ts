/**
 * Two values of one key of the configuration, compared by the direction that the key has.
 *
 * @module
 */
import type { Direction } from "../../config/index.ts";
import { canonicalJson, type JsonValue } from "../../json.ts";
import { compareBytes } from "../../report.ts";
import { cutShort } from "../../secrecy.ts";
import type { Kind } from "./change.ts";

/** What happened to a key, in words that follow its name. */
export interface KeyChange {
  kind: Kind;
  what: string;
}

/** What differs between `was` and `is`; nothing when they ask for the same. What can't be ordered has loosened. */
export const compareKey = async (
  key: string,
  direction: Direction,
  was: JsonValue,
  is: JsonValue,
): Promise<KeyChange[]> => {
  if (canonicalJson(was) === canonicalJson(is)) return [];
  const { way } = direction;
  if (way === "words") return [{ kind: "words", what: `is ${show(is)} now, was ${show(was)}` }];
  if (way === "demands" || way === "allowances" || way === "tokens") return compareLists(direction, was, is);
  if (way === "range") return [await compareRanges(key, was, is)];
  return [compareSingles(direction, was, is)];
};

/** A list or table, by what identifies each entry: a list that lost one and got another is not the same list. */
export const entriesOf = (value: JsonValue, { by, words = [] }: Direction): Map<string, Entry> => {
  const entries = new Map<string, Entry>();
  const add = (name: string, content: JsonValue) => {
    const rest = isObject(content)
      ? Object.fromEntries(Object.entries(content).filter(([field]) => !words.includes(field)))
      : content;
    const whole = canonicalJson(content);
    const known = entries.get(name);
    // The same entry twice asks for no more than once; another one of the same name stands beside it, and hides nothing.
    entries.set(known === undefined || known.whole === whole ? name : whole, { meaning: canonicalJson(rest), whole });
  };
  if (Array.isArray(value)) {
    for (const item of value) {
      const named = isObject(item) ? item[by ?? ""] : undefined;
      add(typeof named === "string" ? named : typeof item === "string" ? item : canonicalJson(item), item);
    }
  } else if (isObject(value)) for (const [name, content] of Object.entries(value)) add(name, content);
  else if (value !== null) add(canonicalJson(value), value);
  return entries;
};

// --- internal ---

interface Entry {
  /** Without its words. */
  meaning: string;
  whole: string;
}

const isObject = (value: JsonValue | undefined): value is { [key: string]: JsonValue } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const show = (value: JsonValue): string => cutShort(canonicalJson(value), 80);

const compareLists = (direction: Direction, was: JsonValue, is: JsonValue): KeyChange[] => {
  const [before, after] = [entriesOf(was, direction), entriesOf(is, direction)];
  const isAsking = direction.way !== "allowances";
  const noun = direction.way === "tokens" ? "the token" : isAsking ? "" : "the exception";
  const say = (name: string) => (noun === "" ? show(name) : `${noun} ${show(name)}`);
  const names = [...new Set([...before.keys(), ...after.keys()])].sort(compareBytes);
  return names.flatMap((name): KeyChange[] => {
    const [old, now] = [before.get(name), after.get(name)];
    if (now === undefined) return [{ kind: isAsking ? "loosened" : "tightened", what: `no longer has ${say(name)}` }];
    if (old === undefined) return [{ kind: isAsking ? "tightened" : "loosened", what: `now has ${say(name)}` }];
    if (old.meaning !== now.meaning)
      return [{ kind: "loosened", what: `has another ${say(name)}: ${cutShort(now.whole, 80)}` }];
    return old.whole === now.whole ? [] : [{ kind: "words", what: `says something else about ${say(name)}` }];
  });
};

const compareSingles = ({ way }: Direction, was: JsonValue, is: JsonValue): KeyChange => {
  const what = `is ${show(is)} now, was ${show(was)}`;
  if (way === "demand") return { kind: was === null ? "tightened" : "loosened", what };
  const [before, after] = [strictness(way, was), strictness(way, is)];
  // What has no place in the order is no number: no comparison holds.
  if (after > before) return { kind: "tightened", what };
  return { kind: before === after ? "words" : "loosened", what };
};

/** More is tighter; NaN for what has no place. */
const strictness = (way: Direction["way"], value: JsonValue): number => {
  if (way === "switch") return value === true ? 1 : value === false ? 0 : Number.NaN;
  if (way === "age") return -ageOf(value);
  if (typeof value !== "number") return Number.NaN;
  return way === "ceiling" ? -value : value;
};

/** Milliseconds; what is off is older than any. */
const ageOf = (value: JsonValue): number => {
  if (value === false || value === null) return Number.POSITIVE_INFINITY;
  const age = isObject(value) ? (value["maxAge"] ?? true) : value;
  if (age === true) return Number.MAX_VALUE;
  const match = typeof age === "string" ? /^(\d{1,6})([smhd])$/.exec(age) : null;
  return match === null ? Number.NaN : Number(match[1]) * (ageUnits[match[2] ?? ""] ?? Number.NaN);
};

const ageUnits: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86400e3 };

const compareRanges = async (key: string, was: JsonValue, is: JsonValue): Promise<KeyChange> => {
  const what = `is ${show(is)} now, was ${show(was)}`;
  if (was === null) return { kind: "tightened", what };
  if (typeof was !== "string" || typeof is !== "string") return { kind: "loosened", what };
  const [{ parseRange }, { lowestBeyond }] = await Promise.all([
    import("../runtime/ranges.ts"),
    import("../runtime/version-set.ts"),
  ]);
  const grammar = key === "runtime.python" ? "policy" : "semver";
  const [before, after] = [parseRange(grammar, was), parseRange(grammar, is)];
  if ("why" in before || "why" in after) return { kind: "loosened", what };
  const added = lowestBeyond(after, before);
  if (added !== undefined) return { kind: "loosened", what: `${what}: ${added} is allowed now` };
  return { kind: lowestBeyond(before, after) === undefined ? "words" : "tightened", what };
};
