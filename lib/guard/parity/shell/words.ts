/**
 * Words of a shell script: quotes, expansions, and what they stand for when nothing has to run for it.
 *
 * What bash and POSIX shells read differently, or one version of bash and the next, is an error with its place.
 *
 * @module
 */
import { scriptEnd } from "./parse.ts";
import { arrayEnd } from "./reader.ts";
import { bashOnly, ShellFault, type Source, type Word } from "./syntax.ts";

/** The word that begins at `at`; its `end` is `at` when none does. Throws {@link ShellFault} for an open quote. */
export const readWord = (source: Source, at: number): Word => {
  const { text } = source;
  let value: string | undefined = "";
  let bare = "";
  let place = at;
  for (;;) {
    const piece = readPiece(source, place, at);
    if (piece === undefined) {
      const word = { at, end: place, raw: text.slice(at, place), value };
      return holdsPattern(bare) ? { ...word, isPattern: true } : word;
    }
    value = joinTexts(value, piece.value);
    // Of a part in quotes, or one that is expanded, its sign: none of those of a pattern.
    bare += text.charAt(place);
    place = piece.end;
  }
};

/** Behind the `))` that ends what stands behind a `((`. */
export const arithmeticEnd = (source: Source, at: number): number => {
  const { text } = source;
  for (let [place, depth] = [at, 0]; text[place] !== undefined; ) {
    const character = text.charAt(place);
    if (character === ")" && depth === 0) {
      if (text.charAt(place + 1) === ")") return place + 2;
      // Two brackets that are closed apart hold commands: a shell in a shell.
      throw new ShellFault(place, 'expected "))"');
    }
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    place = skippedEnd(source, place, true) ?? place + 1;
  }
  throw new ShellFault(at, 'a "((" that is never closed');
};

// --- internal ---

/** A part of a word, and where it ends. */
interface Piece {
  value: string | undefined;
  end: number;
}

/** By what stands outside of quotes: `*.txt`, `[ab]`, `{a,b}`, `{1..3}`. */
const holdsPattern = (bare: string): boolean => {
  const isClosed = (open: string, close: string): boolean => bare.lastIndexOf(close) - bare.indexOf(open) > 1;
  if (/[*?]/.test(bare) || (bare.includes("[") && isClosed("[", "]"))) return true;
  return bare.includes("{") && isClosed("{", "}") && /,|\.\./.test(bare);
};

/** Characters that end a word outside of quotes: POSIX.1-2024, 2.10.2 and 2.3. */
const ends = new Set([" ", "\t", "\n", "\r", ";", "&", "|", "<", ">", "(", ")", ""]);

const joinTexts = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || b === undefined ? undefined : a + b;

/** The next part of the word that began at `start`; undefined at its end. */
const readPiece = (source: Source, at: number, start: number): Piece | undefined => {
  const { text } = source;
  const [character, next] = [text.charAt(at), text.charAt(at + 1)];
  if (character === "\\") return { value: next === "\n" ? "" : next, end: Math.min(at + 2, text.length) };
  if (character === "'") {
    const end = singleEnd(text, at);
    return { value: text.slice(at + 1, end - 1), end };
  }
  if (character === '"') return readQuoted(source, at);
  if (character === "$" || character === "`") return expanded(source, at, false);
  if ((character === "<" || character === ">") && next === "(") {
    bashOnly(source, at, text.slice(at, at + 2));
    return { value: undefined, end: scriptEnd(source, at + 2) };
  }
  if (character === "(" && isArray(text.slice(start, at))) {
    bashOnly(source, at, "an array");
    return { value: undefined, end: arrayEnd(source, at + 1) };
  }
  // A glob is what it finds; a tilde is somebody's home. Neither changes what a program is.
  return ends.has(character) ? undefined : { value: character, end: at + 1 };
};

const readQuoted = (source: Source, at: number): Piece => {
  const { text } = source;
  let value: string | undefined = "";
  for (let place = at + 1; text[place] !== undefined; ) {
    if (text.charAt(place) === '"') return { value, end: place + 1 };
    const piece = quotedPiece(source, place);
    value = joinTexts(value, piece.value);
    place = piece.end;
  }
  throw new ShellFault(at, "a double quote that is never closed");
};

const quotedPiece = (source: Source, at: number): Piece => {
  const { text } = source;
  const [character, next] = [text.charAt(at), text.charAt(at + 1)];
  if (character === "\\") {
    const isEscape = ["$", "`", '"', "\\"].includes(next);
    return { value: next === "\n" ? "" : isEscape ? next : `\\${next}`, end: at + 2 };
  }
  // $'…' and $"…" mean nothing inside of quotes.
  const isExpansion = character === "`" || (character === "$" && next !== "'" && next !== '"');
  return isExpansion ? expanded(source, at, true) : { value: character, end: at + 1 };
};

/** What only a run can tell; a dollar that is only one stands for itself. */
const expanded = (source: Source, at: number, isQuoted: boolean): Piece => {
  const end = expansionEnd(source, at, isQuoted);
  return { value: end === at + 1 ? "$" : undefined, end };
};

/** Where the expansion that begins with `$` or a backtick at `at` ends; `at + 1` for a dollar that is only one. */
const expansionEnd = (source: Source, at: number, isQuoted: boolean): number => {
  const { text } = source;
  if (text.charAt(at) === "`") return escapedEnd(text, at, "`");
  if (text.startsWith("((", at + 1)) return arithmeticEnd(source, at + 3);
  const next = text.charAt(at + 1);
  if (next === "(") return scriptEnd(source, at + 2);
  if (next === "{") return bracedEnd(source, at + 2, isQuoted);
  if (next === "'" || next === '"') bashOnly(source, at, `$${next}`);
  if (next === "'") return escapedEnd(text, at + 1, "'");
  if (next === '"') return readQuoted(source, at + 1).end;
  if (next === "[") throw new ShellFault(at, '"$[" is arithmetic in bash and a text in other shells');
  const name = /^(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(text.slice(at + 1, at + 257));
  return at + 1 + (name?.[0].length ?? 0);
};

/** Behind the quote or backtick that closes the one at `at`. */
const escapedEnd = (text: string, at: number, quote: string): number => {
  for (let place = at + 1; text[place] !== undefined; place += text[place] === "\\" ? 2 : 1) {
    if (text[place] === quote) return place + 1;
  }
  throw new ShellFault(at, `a ${quote} that is never closed`);
};

const singleEnd = (text: string, at: number): number => {
  const end = text.indexOf("'", at + 1);
  if (end === -1) throw new ShellFault(at, "a single quote that is never closed");
  return end + 1;
};

/** Behind the first `}` that is not a part of something else. */
const bracedEnd = (source: Source, at: number, isQuoted: boolean): number => {
  const { text } = source;
  if (/[\s|]/.test(text.charAt(at))) throw new ShellFault(at - 2, '"${" with commands runs them in the same shell');
  for (let place = at; text[place] !== undefined; ) {
    if (text.charAt(place) === "}") return place + 1;
    place = skippedEnd(source, place, isQuoted) ?? place + 1;
  }
  throw new ShellFault(at - 1, 'a "{" that is never closed');
};

/** Behind what holds no bracket of its own; undefined where none of it begins. */
const skippedEnd = (source: Source, at: number, isQuoted: boolean): number | undefined => {
  const { text } = source;
  const [character, next] = [text.charAt(at), text.charAt(at + 1)];
  if (character === "\\") return at + 2;
  if (character === "'") return isQuoted ? plainEnd(text, at) : singleEnd(text, at);
  if (character === '"') return readQuoted(source, at).end;
  if (character === "`") return expansionEnd(source, at, isQuoted);
  const begins = isQuoted ? ["(", "{"] : ["(", "{", "'"];
  return character === "$" && begins.includes(next) ? expansionEnd(source, at, isQuoted) : undefined;
};

/**
 * Behind single quotes in double ones, which bash reads as quotes and dash as characters: `"${a:-'b'}"`. Nothing may
 * stand in them for which that makes a difference.
 */
const plainEnd = (text: string, at: number): number => {
  const quoted = /^'(?:[^'"`$\\(){}]|\\[^'"`$(){}])*'/.exec(text.slice(at));
  if (quoted === null) throw new ShellFault(at, "a single quote that shells read differently here");
  return at + quoted[0].length;
};

/** `name=`, `name+=`, `name[1]=`, behind which a bracket opens an array. */
const isArray = (before: string): boolean => /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=$/.test(before);
