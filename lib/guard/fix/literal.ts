/**
 * Words at a place in a text, replaced by others: only when nothing has to be understood for it.
 *
 * @module
 */
import { parseSource } from "../sources/index.ts";

/** One replacement, as a finding has it. */
export interface Replacement {
  /** 1-based. */
  line: number;
  /** 1-based, in UTF-16 units: where the value begins, with its quote. */
  column: number;
  from: string;
  to: string;
}

/**
 * `text` with every replacement made, or why not.
 *
 * Each must stand literally at its place, in quotes or bare, with words that need no escape in any of the languages that
 * manifests are written in. A structured file is read before and after: the one value is another then, and nothing else.
 */
export const replaceWords = async (
  path: string,
  text: string,
  replacements: readonly Replacement[],
): Promise<{ text: string } | { why: string }> => {
  let now = text;
  // From the end, so that places before stay where they are.
  for (const replacement of [...replacements].sort((a, b) => b.line - a.line || b.column - a.column)) {
    const replaced = replaceOne(now, replacement);
    if (replaced === undefined) return { why: `"${replacement.from}" does not stand there as it is` };
    now = replaced;
  }
  const isSame = await differsOnlyIn(path, [text, now], replacements);
  return isSame ? { text: now } : { why: "more than that would change" };
};

// --- internal ---

/** In quotes no character of these means anything in TOML, JSON, YAML, INI or a Dockerfile. */
const safeInQuotes = /^[\w@%+=:,./~^<>!*|#?& -]+$/;
/** Nor in a plain scalar, a word of an instruction, or a page. */
const safeBare = /^[\w@+:./~?=&-]*[\w/]$/;

const replaceOne = (text: string, { line, column, from, to }: Replacement): string | undefined => {
  const at = offsetOf(text, line, column);
  if (at === undefined || from === "" || !safeInQuotes.test(to)) return undefined;
  const quote = text.charAt(at);
  if (quote === '"' || quote === "'") {
    const end = at + 1 + from.length;
    const isWhole = text.startsWith(from, at + 1) && text.charAt(end) === quote && !/["'\\]/.test(from);
    return isWhole ? `${text.slice(0, at + 1)}${to}${text.slice(end)}` : undefined;
  }
  const end = at + from.length;
  const isWhole = text.startsWith(from, at) && /^(?:$|[\s,;)\]}>"'`])/.test(text.slice(end, end + 1));
  return isWhole && safeBare.test(to) ? `${text.slice(0, at)}${to}${text.slice(end)}` : undefined;
};

const offsetOf = (text: string, line: number, column: number): number | undefined => {
  let start = 0;
  for (let count = 1; count < line; count += 1) {
    const next = /\r\n|\n|\r/g;
    next.lastIndex = start;
    const found = next.exec(text);
    if (found === null) return undefined;
    start = found.index + found[0].length;
  }
  const at = start + column - 1;
  return /[\r\n]/.test(text.slice(start, at)) ? undefined : at;
};

/** True for a file of no structure: what stands there was looked at. */
const differsOnlyIn = async (
  path: string,
  [before, after]: readonly [string, string],
  replacements: readonly Replacement[],
): Promise<boolean> => {
  if (!/\.(?:toml|json|ya?ml|cff|cfg|ini)$/.test(path)) return true;
  try {
    const [old, now] = await Promise.all([parseSource(path, before), parseSource(path, after)]);
    const changes = changesOf(old.get([])?.value, now.get([])?.value);
    const left = replacements.map(({ from, to }) => JSON.stringify([from, to]));
    for (const change of changes) {
      const at = left.indexOf(change);
      if (at === -1) return false;
      left.splice(at, 1);
    }
    return left.length === 0;
  } catch {
    return false;
  }
};

/** All that differs: leaves as `["from","to"]`, and maps and lists that come or go, which nobody asked for. */
const changesOf = (before: unknown, after: unknown): string[] => {
  const [old, now] = [new Map(partsOf(before, [])), new Map(partsOf(after, []))];
  const places = [...new Set([...old.keys(), ...now.keys()])];
  return places
    .map((place) => [old.get(place), now.get(place)])
    .filter(([from, to]) => !Object.is(from, to))
    .map((change) => JSON.stringify(change));
};

/** Every leaf with its place, and every map and list: an empty one has no leaf that would tell when its name changes. */
const partsOf = (value: unknown, names: readonly string[]): [string, unknown][] =>
  typeof value === "object" && value !== null
    ? [
        [JSON.stringify([names]), null],
        ...Object.entries(value).flatMap(([name, part]) => partsOf(part, [...names, name])),
      ]
    : [[JSON.stringify(names), value]];
