/**
 * Words of a shell script: quotes, expansions, and what they stand for when nothing has to run for it.
 *
 * @module
 */
import { ShellFault, type Word } from "./syntax.ts";

/** The word that begins at `at`; its `end` is `at` when none does. Throws {@link ShellFault} for an open quote. */
export const readWord = (text: string, at: number): Word => {
  let value: string | undefined = "";
  let place = at;
  for (;;) {
    const piece = readPiece(text, place, at);
    if (piece === undefined) return { at, end: place, raw: text.slice(at, place), value };
    value = joinTexts(value, piece.value);
    place = piece.end;
  }
};

/** Where the expansion that begins with `$` or a backtick at `at` ends; `at + 1` for a dollar that is only one. */
export const expansionEnd = (text: string, at: number): number => {
  if (text.charAt(at) === "`") return quoteEnd(text, at, "`");
  const next = text.charAt(at + 1);
  if (next === "(") return closing(text, at + 2, ")");
  if (next === "{") return closing(text, at + 2, "}");
  if (next === "'") return quoteEnd(text, at + 1, "'");
  if (next === '"') return readQuoted(text, at + 1).end;
  const name = /^(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(text.slice(at + 1, at + 257));
  return at + 1 + (name?.[0].length ?? 0);
};

// --- internal ---

/** A part of a word, and where it ends. */
interface Piece {
  value: string | undefined;
  end: number;
}

/** Characters that end a word outside of quotes: POSIX.1-2024, 2.10.2 and 2.3. */
const ends = new Set([" ", "\t", "\n", "\r", ";", "&", "|", "<", ">", "(", ")", ""]);

const joinTexts = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || b === undefined ? undefined : a + b;

/** The next part of the word that began at `start`; undefined at its end. */
const readPiece = (text: string, at: number, start: number): Piece | undefined => {
  const character = text.charAt(at);
  if (character === "\\") {
    const next = text.charAt(at + 1);
    return { value: next === "\n" ? "" : next, end: Math.min(at + 2, text.length) };
  }
  if (character === "'") {
    const end = text.indexOf("'", at + 1);
    if (end === -1) throw new ShellFault(at, "a single quote that is never closed");
    return { value: text.slice(at + 1, end), end: end + 1 };
  }
  if (character === '"') return readQuoted(text, at);
  if (character === "$" || character === "`") {
    const end = expansionEnd(text, at);
    return { value: end === at + 1 ? character : undefined, end };
  }
  if (/^[<>]\($/.test(text.slice(at, at + 2))) return { value: undefined, end: closing(text, at + 2, ")") };
  if (character === "(" && isArray(text, start, at)) return { value: undefined, end: closing(text, at + 1, ")") };
  // A glob is what it finds; a tilde is somebody's home. Neither changes what a program is.
  return ends.has(character) ? undefined : { value: character, end: at + 1 };
};

const readQuoted = (text: string, at: number): Piece => {
  let value: string | undefined = "";
  for (let place = at + 1; ; ) {
    if (place >= text.length) throw new ShellFault(at, "a double quote that is never closed");
    if (text.charAt(place) === '"') return { value, end: place + 1 };
    const piece = quotedPiece(text, place);
    value = joinTexts(value, piece.value);
    place = piece.end;
  }
};

const quotedPiece = (text: string, at: number): Piece => {
  const [character, next] = [text.charAt(at), text.charAt(at + 1)];
  if (character === "\\") {
    const isEscape = ["$", "`", '"', "\\", "\n"].includes(next);
    return { value: next === "\n" ? "" : isEscape ? next : `\\${next}`, end: at + 2 };
  }
  // $'…' and $"…" mean nothing inside of quotes.
  const isExpansion = character === "`" || (character === "$" && next !== "'" && next !== '"');
  const end = isExpansion ? expansionEnd(text, at) : at + 1;
  return { value: end === at + 1 ? character : undefined, end };
};

/** Behind the quote or backtick that closes the one at `at`. */
const quoteEnd = (text: string, at: number, quote: string): number => {
  let place = at + 1;
  while (place < text.length && text.charAt(place) !== quote) place += text.charAt(place) === "\\" ? 2 : 1;
  if (place >= text.length) throw new ShellFault(at, `a ${quote} that is never closed`);
  return place + 1;
};

/** Behind the bracket that closes what was opened before `at`; quotes and expansions inside are passed over. */
const closing = (text: string, at: number, close: ")" | "}"): number => {
  const open = close === ")" ? "(" : "{";
  for (let [place, depth] = [at, 1]; place < text.length; ) {
    const skipped = skippedEnd(text, place, close);
    if (skipped !== undefined) {
      place = skipped;
      continue;
    }
    const character = text.charAt(place);
    if (character === open) depth += 1;
    if (character === close) depth -= 1;
    place += 1;
    if (depth === 0) return place;
  }
  throw new ShellFault(at - 1, `a "${open}" that is never closed`);
};

/** Behind what holds no bracket of its own; undefined where none of it begins. */
const skippedEnd = (text: string, at: number, close: ")" | "}"): number | undefined => {
  const [character, next] = [text.charAt(at), text.charAt(at + 1)];
  if (character === "\\") return at + 2;
  if (character === "'" && close === ")") return readWord(text, at).end;
  if (character === '"') return readQuoted(text, at).end;
  if (character === "`" || (character === "$" && (next === "(" || next === "{"))) return expansionEnd(text, at);
  return undefined;
};

/** `name=(…)`, `name+=(…)`. */
const isArray = (text: string, start: number, at: number): boolean =>
  /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=$/.test(text.slice(start, at));
