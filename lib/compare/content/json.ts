/**
 * Two JSON documents, value by value.
 *
 * @module
 */
import { canonicalJson, type JsonValue, parseJson } from "../../json.ts";
import { diffSequences } from "../sequence.ts";
import { cut, cutBoth, type JsonChange, mostExamples } from "./types.ts";

/** The document, or undefined when the bytes are none that every reader understands alike. */
export const readJson = (bytes: Buffer): JsonValue | undefined => {
  if (!/^\s*[[{]/.test(bytes.toString("latin1", 0, 64))) return undefined;
  try {
    return parseJson(bytes, { name: "a member", maxBytes: largestJson });
  } catch {
    return undefined;
  }
};

/** Which values differ, by their JSON path; lists are aligned, so that one more item is one difference. */
export const compareJson = (before: JsonValue, after: JsonValue): JsonChange => {
  const state: State = { changed: 0, first: [], aligned: 0 };
  compareValues("$", before, after, state);
  const note = state.changed === 0 ? "the same values, written differently" : undefined;
  return { kind: "json", changed: state.changed, first: state.first, ...(note !== undefined && { note }) };
};

// --- internal ---

const largestJson = 32 * 2 ** 20;

/** Items of lists that are aligned in one comparison; beyond, lists are compared place by place. */
const mostAligned = 200_000;

interface State {
  changed: number;
  first: JsonChange["first"];
  aligned: number;
}

const compareValues = (path: string, before: JsonValue, after: JsonValue, state: State): void => {
  if (Object.is(before, after)) return;
  if (Array.isArray(before) && Array.isArray(after)) return compareLists(path, before, after, state);
  if (isObject(before) && isObject(after)) return compareObjects(path, before, after, state);
  note(path, before, after, state);
};

type JsonObject = { [key: string]: JsonValue };

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const compareObjects = (path: string, before: JsonObject, after: JsonObject, state: State): void => {
  for (const key of Object.keys(before)) {
    compareEntry(`${path}${keyPath(key)}`, before[key], Object.hasOwn(after, key) ? after[key] : undefined, state);
  }
  for (const key of Object.keys(after)) {
    if (!Object.hasOwn(before, key)) compareEntry(`${path}${keyPath(key)}`, undefined, after[key], state);
  }
};

const compareLists = (path: string, before: JsonValue[], after: JsonValue[], state: State): void => {
  const items = before.length + after.length;
  if (state.aligned + items > mostAligned) {
    for (let index = 0; index < Math.max(before.length, after.length); index += 1)
      compareEntry(`${path}[${index}]`, before[index], after[index], state);
    return;
  }
  state.aligned += items;
  for (const hunk of diffSequences(before.map(canonicalOf), after.map(canonicalOf))) {
    for (let index = 0; index < Math.max(hunk.removed, hunk.added); index += 1) {
      const place = index < hunk.added ? hunk.after + index : hunk.before + index;
      const old = index < hunk.removed ? before[hunk.before + index] : undefined;
      const now = index < hunk.added ? after[hunk.after + index] : undefined;
      compareEntry(`${path}[${place}]`, old, now, state);
    }
  }
};

/**
 * Lone surrogates have no canonical form; they are the same when they are written the same. Negative zero has that of zero, and
 * is another value.
 */
const canonicalOf = (value: JsonValue): string => {
  if (Object.is(value, -0)) return "-0";
  try {
    return canonicalJson(value);
  } catch {
    return JSON.stringify(value);
  }
};

const compareEntry = (
  path: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  state: State,
): void => {
  if (before !== undefined && after !== undefined) return compareValues(path, before, after, state);
  note(path, before, after, state);
};

const note = (path: string, before: JsonValue | undefined, after: JsonValue | undefined, state: State): void => {
  state.changed += 1;
  if (state.first.length < mostExamples) state.first.push({ path: cut(path), ...cutBoth(shown(before), shown(after)) });
};

const shown = (value: JsonValue | undefined): string | null =>
  value === undefined ? null : Object.is(value, -0) ? "-0" : JSON.stringify(value);

const keyPath = (key: string): string => (/^[A-Za-z_][\w]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`);
