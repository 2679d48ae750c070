/**
 * Where commands stand in words: `$(…)`, backticks, `<(…)`, `>(…)`.
 *
 * POSIX.1-2024, "Shell Command Language", 2.6.3; bash's manual, "Process Substitution".
 *
 * @module
 */
import { scriptEnd } from "./parse.ts";
import type { Source, Target } from "./syntax.ts";
import { arithmeticEnd } from "./words.ts";

export interface Substitution {
  /** Of the commands in it. */
  text: string;
  /** Where that begins in the script; of backticks, where nothing is escaped. */
  at: number;
  /** The brackets, too. */
  raw: string;
  /** What stands there is the name of a file, and no status is that of the command. */
  isProcess: boolean;
}

/** Those of a piece of a script that has been read, in their order; of those in each other the outermost. Throws `ShellFault`. */
export const substitutionsIn = (source: Source, { at: start, end, isDocument = false }: Target): Substitution[] => {
  const { text } = source;
  const found: Substitution[] = [];
  let isQuoted = isDocument;
  for (let at = start; at < end; ) {
    const character = text.charAt(at);
    if (character === '"' && !isDocument) isQuoted = !isQuoted;
    const { end: behind, holds } = pieceAt(source, at, { isQuoted, isDocument });
    found.push(...holds);
    at = behind;
  }
  return found;
};

// --- internal ---

interface Piece {
  end: number;
  holds: readonly Substitution[];
}

const pieceAt = (source: Source, at: number, around: { isQuoted: boolean; isDocument: boolean }): Piece => {
  const { text } = source;
  const { isQuoted, isDocument } = around;
  const character = text.charAt(at);
  const isBracket = text.charAt(at + 1) === "(" && (character === "$" || (!isQuoted && /[<>]/.test(character)));
  if (character === "\\") return { end: at + 2, holds: [] };
  if (character === "'" && !isQuoted) return { end: closing(text, at, text.charAt(at - 1) === "$"), holds: [] };
  if (text.startsWith("$((", at)) {
    const end = arithmeticEnd(source, at + 3);
    return { end, holds: substitutionsIn(source, { at: at + 3, end, isDocument: true }) };
  }
  if (!isBracket && character !== "`") return { end: at + 1, holds: [] };
  const end = isBracket ? scriptEnd(source, at + 2) : closing(text, at, true);
  const begin = at + (isBracket ? 2 : 1);
  const written = text.slice(begin, end - 1);
  const escaped = isQuoted && !isDocument ? /\\([$`\\"])/g : /\\([$`\\])/g;
  const inner = isBracket ? written : written.replace(escaped, "$1");
  const isProcess = isBracket && character !== "$";
  return { end, holds: [{ text: inner, at: begin, raw: text.slice(at, end), isProcess }] };
};

/** Behind the quote or backtick that closes the one at `at`. */
const closing = (text: string, at: number, isEscaping: boolean): number => {
  const quote = text.charAt(at);
  for (let place = at + 1; place < text.length; place += isEscaping && text.charAt(place) === "\\" ? 2 : 1)
    if (text.charAt(place) === quote) return place + 1;
  return text.length + 1;
};
