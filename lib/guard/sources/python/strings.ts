/**
 * String literals of Python.
 *
 * @module
 */
import { matchAt, prefix, word } from "./lexemes.ts";

/** Where a string ends, and what it says. */
export interface ScannedString {
  /** Offset behind its last quote. */
  end: number;
  /** Undefined for bytes and for f-strings, whose value is made when they are run. */
  value: string | undefined;
}

/**
 * The string whose quote, behind any prefix, stands at `at`: https://docs.python.org/3/reference/lexical_analysis.html,
 * "String and Bytes literals" and "f-strings". `kind` is the prefix. Undefined when it is never closed.
 */
export const scanString = (text: string, at: number, kind: string): ScannedString | undefined => {
  const found = bodyOf(text, at, kind, 0);
  if (found === undefined) return undefined;
  const { start, close, end } = found;
  if (/[bft]/i.test(kind)) return { end, value: undefined };
  const body = text.slice(start, close);
  return { end, value: /r/i.test(kind) ? body : unescaped(body) };
};

// --- internal ---

/** Where the text of a string begins, the offset of its closing quote, and the one behind that. */
interface Body {
  start: number;
  close: number;
  end: number;
}

const bodyOf = (text: string, at: number, kind: string, depth: number): Body | undefined => {
  const quote = text.startsWith(text.charAt(at).repeat(3), at) ? text.slice(at, at + 3) : text.charAt(at);
  const start = at + quote.length;
  const close = /[ft]/i.test(kind) ? endOfMade(text, start, quote, depth) : endOfPlain(text, start, quote);
  return close === undefined ? undefined : { start, close, end: close + quote.length };
};

/** Offset of the closing quote. */
const endOfPlain = (text: string, start: number, quote: string): number | undefined => {
  for (let at = start; text.charAt(at) !== ""; at += 1) {
    const char = text.charAt(at);
    if (char === "\\") at = endOfEscape(text, at);
    else if (text.startsWith(quote, at)) return at;
    else if (quote.length === 1 && isLineEnd(char)) return undefined;
  }
  return undefined;
};

/** Offset of the last character of what begins with a backslash. */
const endOfEscape = (text: string, at: number): number => at + (text.startsWith("\r\n", at + 1) ? 2 : 1);

/** Deepest nesting of f-strings that is followed. */
const deepest = 20;

/** As {@link endOfPlain}, past the fields between braces. */
const endOfMade = (text: string, start: number, quote: string, depth: number): number | undefined => {
  for (let at = start; text.charAt(at) !== ""; at += 1) {
    const char = text.charAt(at);
    if (text.startsWith(quote, at)) return at;
    if (quote.length === 1 && isLineEnd(char)) return undefined;
    if (text.startsWith("{{", at)) at += 1;
    // A brace behind a backslash begins a field all the same.
    else if (char === "\\" && text.charAt(at + 1) !== "{") at = endOfEscape(text, at);
    else if (char === "{") {
      const end = endOfField(text, at + 1, quote, depth + 1);
      if (end === undefined) return undefined;
      at = end;
    }
  }
  return undefined;
};

/** Offset of the closing brace. Quotes begin strings of their own, since Python 3.12 also the same as those around. */
const endOfField = (text: string, start: number, quote: string, depth: number): number | undefined => {
  if (depth > deepest) return undefined;
  let open = 1;
  for (let at = start; text.charAt(at) !== ""; ) {
    const begun = matchAt(prefix, text, at);
    if (begun !== undefined) {
      const inner = bodyOf(text, at + begun.length, begun, depth);
      if (inner === undefined) return undefined;
      at = inner.end;
      continue;
    }
    const char = text.charAt(at);
    // In a comment any quote may stand.
    if (char === "#") return undefined;
    open += bracketOf(char);
    if (open === 0) return at;
    if (char === ":" && open === 1) return endOfFormat(text, at + 1, quote, depth);
    at += matchAt(word, text, at)?.length ?? 1;
  }
  return undefined;
};

const bracketOf = (char: string): number => Number(/[([{]/.test(char)) - Number(/[)\]}]/.test(char));

/** Offset of the closing brace. Quotes and `#` stand for themselves, braces for fields. */
const endOfFormat = (text: string, start: number, quote: string, depth: number): number | undefined => {
  for (let at = start; text.charAt(at) !== ""; at += 1) {
    const char = text.charAt(at);
    if (char === "}") return at;
    if (text.startsWith(quote, at) || isLineEnd(char)) return undefined;
    if (char === "{") {
      const end = endOfField(text, at + 1, quote, depth + 1);
      if (end === undefined) return undefined;
      at = end;
    }
  }
  return undefined;
};

const isLineEnd = (char: string): boolean => char === "\n" || char === "\r";

const simple: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** Undefined for names of characters, which would need a table of them all. */
const unescaped = (body: string): string | undefined => {
  if (/\\N\{/.test(body)) return undefined;
  return body.replace(
    /\\(?:(\r\n|\r|\n)|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U(000[\da-fA-F]{5}|0010[\da-fA-F]{4})|([0-7]{1,3})|(.))/g,
    (whole: string, line?: string, x?: string, u?: string, long?: string, octal?: string, other?: string) => {
      if (line !== undefined) return "";
      const hex = x ?? u ?? long;
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      return simple[other ?? ""] ?? whole;
    },
  );
};
