/**
 * Where the characters of a value stand in the file: a script inside YAML has lines of its own.
 *
 * @module
 */
import { createPlaces, lineStarts } from "../sources/fault.ts";
import type { Located } from "../sources/tree.ts";
import type { Spot } from "./fault.ts";

/** From an offset in a text to its place. */
export type Places = (offset: number) => Spot;

/**
 * Places of a value in the YAML file whose text is `source`: block scalars, plain and quoted ones, folded or not.
 *
 * A value and what is written differ only in white space and escapes, so both are walked side by side. Where they can't
 * be matched, the value's own place stands for all of it.
 */
export const placesOfValue = (source: string, { value, path, line, column }: Located<string>): Places => {
  let offsets: ArrayLike<number> | undefined;
  const placeOf = createPlaces(source);
  const start = offsetOf(source, line, column);
  return (offset) => {
    offsets ??= match(source, start, value);
    const found = offsets[Math.min(offset, value.length - 1)];
    return found === undefined ? { path, line, column } : { path, ...placeOf(found) };
  };
};

/** Places in a file that is itself the text, from `start` on. */
export const placesOfFile = (path: string, text: string, start = 0): Places => {
  const placeOf = createPlaces(text);
  return (offset) => ({ path, ...placeOf(start + offset) });
};

/** The line of `text` that holds the character at `offset`. */
export const lineAt = (text: string, offset: number): string => {
  const end = text.indexOf("\n", offset);
  return text.slice(text.lastIndexOf("\n", offset) + 1, end === -1 ? undefined : end).trim();
};

// --- internal ---

const offsetOf = (source: string, line: number, column: number): number => {
  const start = lineStarts(source)[line - 1];
  return start === undefined ? source.length : start + column - 1;
};

/** For each unit of the value its offset in the source; none of them where one is not known. */
const match = (source: string, start: number, value: string): ArrayLike<number> => {
  const offsets = new Int32Array(value.length);
  const style = source.charAt(start);
  // The header of a block scalar has its own line: section 8.1.1 of YAML 1.2.2.
  let at =
    style === "|" || style === ">" ? source.indexOf("\n", start) + 1 : start + (style === '"' || style === "'" ? 1 : 0);
  for (let index = 0; index < value.length; index += 1) {
    const wanted = value.charAt(index);
    if (/\s/.test(wanted)) {
      offsets[index] = at;
      if (source.charAt(at) === wanted) at += 1;
      continue;
    }
    while (/\s/.test(source.charAt(at))) at += 1;
    const written = unitAt(source, at, style);
    if (written.text !== wanted) return [];
    offsets[index] = at;
    at += written.length;
  }
  return offsets;
};

const unitAt = (source: string, at: number, style: string): { text: string; length: number } => {
  const written = source.charAt(at);
  if (style === "'" && written === "'") return { text: "'", length: 2 };
  if (style !== '"' || written !== "\\") return { text: written, length: 1 };
  const next = source.charAt(at + 1);
  const digits = { x: 2, u: 4 }[next];
  if (digits === undefined) return { text: next, length: 2 };
  const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
  return { text: String.fromCharCode(code), length: 2 + digits };
};
