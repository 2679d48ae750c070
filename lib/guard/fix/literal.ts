/**
 * Words at a place in a text, replaced by others: only when nothing has to be understood for it.
 *
 * @module
 */
import { maxDepth } from "../sources/fault.ts";
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
  return at < text.length && !/[\r\n]/.test(text.slice(start, at)) ? at : undefined;
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

/** Every leaf that differs, as `["from","to"]`; names and lengths that differ are a change that nobody asked for. */
const changesOf = (a: unknown, b: unknown, depth = 0): string[] => {
  if (depth > maxDepth + 1) return ["too deep"];
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null)
    return Object.is(a, b) ? [] : [JSON.stringify([a, b])];
  const [names, others] = [Object.keys(a), Object.keys(b)];
  if (names.length !== others.length || names.some((name, index) => name !== others[index])) return ["names"];
  return names.flatMap((name) =>
    changesOf((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name], depth + 1),
  );
};
