/**
 * String literals of Python.
 *
 * @module
 */

/** Where a string ends, and what it says. */
export interface ScannedString {
  /** Offset behind its last quote. */
  end: number;
  /** Undefined for bytes and for f-strings, whose value is made when they are run. */
  value: string | undefined;
}

/**
 * The string whose quote, behind any prefix, stands at `at`: https://docs.python.org/3/reference/lexical_analysis.html,
 * "String and Bytes literals" and "f-strings". Undefined when it is never closed.
 */
export const scanString = (text: string, at: number, prefix: string): ScannedString | undefined => {
  const quote = text.startsWith(text.charAt(at).repeat(3), at) ? text.slice(at, at + 3) : text.charAt(at);
  const kind = prefix.toLowerCase();
  const start = at + quote.length;
  const isMade = kind.includes("f") || kind.includes("t");
  const close = isMade ? endOfMade(text, start, quote, 0) : endOfPlain(text, start, quote);
  if (close === undefined) return undefined;
  const end = close + quote.length;
  if (isMade || kind.includes("b")) return { end, value: undefined };
  const body = text.slice(start, close);
  return { end, value: kind.includes("r") ? body : unescaped(body) };
};

// --- internal ---

/** Offset of the closing quote. */
const endOfPlain = (text: string, start: number, quote: string): number | undefined => {
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "\\") at += text.startsWith("\r\n", at + 1) ? 2 : 1;
    else if (text.startsWith(quote, at)) return at;
    else if (quote.length === 1 && isLineEnd(char)) return undefined;
  }
  return undefined;
};

/** Deepest nesting of f-strings that is followed. */
const deepest = 20;

/** As {@link endOfPlain}, past the fields between braces. */
const endOfMade = (text: string, start: number, quote: string, depth: number): number | undefined => {
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (text.startsWith(quote, at)) return at;
    if (quote.length === 1 && isLineEnd(char)) return undefined;
    if (char === "\\" || text.startsWith("{{", at)) at += 1;
    else if (char === "{") {
      const end = endOfField(text, at + 1, depth + 1);
      if (end === undefined) return undefined;
      at = end;
    }
  }
  return undefined;
};

/** Offset of the closing brace. Quotes begin strings of their own, since Python 3.12 also the same as those around. */
const endOfField = (text: string, start: number, depth: number): number | undefined => {
  if (depth > deepest) return undefined;
  let open = 1;
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "{") open += 1;
    else if (char === "}") open -= 1;
    else if (char === "'" || char === '"') {
      const end = endOfInner(text, at, depth);
      if (end === undefined) return undefined;
      at = end;
    }
    if (open === 0) return at;
  }
  return undefined;
};

/** Offset of the last quote of a string in a field. */
const endOfInner = (text: string, at: number, depth: number): number | undefined => {
  const quote = text.startsWith(text.charAt(at).repeat(3), at) ? text.slice(at, at + 3) : text.charAt(at);
  const isMade = /[ft]r?$/i.test(text.slice(Math.max(0, at - 2), at));
  const start = at + quote.length;
  const close = isMade ? endOfMade(text, start, quote, depth) : endOfPlain(text, start, quote);
  return close === undefined ? undefined : close + quote.length - 1;
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
  if (!body.includes("\\")) return body;
  if (/\\N\{/.test(body)) return undefined;
  return body.replace(
    /\\(?:(\r\n|\r|\n)|x([0-9a-f]{2})|u([0-9a-f]{4})|U(000[0-9a-f]{5}|0010[0-9a-f]{4})|([0-7]{1,3})|(.))/gi,
    (whole: string, line?: string, x?: string, u?: string, long?: string, octal?: string, other?: string) => {
      if (line !== undefined) return "";
      const hex = x ?? u ?? long;
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      return simple[other ?? ""] ?? whole;
    },
  );
};
