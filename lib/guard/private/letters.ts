/**
 * What counts as a letter, a gap and a word: the rules by which a private token is found.
 *
 * Case doesn't count, nor does what stands between letters and digits. A token may stand anywhere inside a word, as a plain
 * one may; across a gap it must begin and end where words do, or "no value" would hold "nova". A long token can't arise by
 * chance: it may begin and end anywhere.
 *
 * @module
 */

/** Byte → the letter or digit that it stands for, in lower case; 0 for everything else. ASCII only. */
export const folded: Uint8Array = new Uint8Array(256);
for (let digit = 0x30; digit <= 0x39; digit += 1) folded[digit] = digit;
for (let letter = 0x61; letter <= 0x7a; letter += 1) {
  folded[letter] = letter;
  folded[letter - 0x20] = letter;
}

/** By how many bits a letter moves those before it among the last four; 0 for what is no letter. */
export const shifts: Uint8Array = folded.map((letter) => (letter === 0 ? 0 : 8));

/** Bytes that may stand between two letters of a token, as `\n * ` or ` – ` do; see {@link gapOf}. */
export const maxGap = 5;

/** Bytes of a normal form from which on a token may cross gaps inside words. */
export const longForm = 8;

/** The shortest normal form, in bytes: the first four are what is looked for first. */
export const shortestForm = 4;

/** The longest normal form, in bytes. */
export const longestForm = 128;

/** What a byte that is no letter adds to a gap: a line break is one, however it is written. */
export const gapOf = (bytes: Uint8Array, at: number): 0 | 1 => (bytes[at] === 0x0d && bytes[at + 1] === 0x0a ? 0 : 1);

/** The most bytes that a normal form of `length` bytes can stand in, with what decides about its ends on both sides. */
export const spanOf = (length: number): number => length + (length - 1) * 2 * maxGap + 2 * context;

/** Bytes around a match that decide whether words begin and end there. */
export const context = 2;

export type Kind = "none" | "digit" | "lower" | "upper" | "letter";

/** Whether a word begins between two characters; `next` is the one behind them. */
export const isWordEdge = (before: Kind, after: Kind, next: Kind): boolean => {
  if (before === "none" || after === "none") return true;
  if ((before === "digit") !== (after === "digit")) return true;
  if (before === "lower" && after === "upper") return true;
  // "HTTPServer": the last capital belongs to the word behind it.
  return before === "upper" && after === "upper" && next === "lower";
};

/** Of an ASCII byte; outside of the bytes there is nothing. */
export const kindOf = (byte = 0): Kind => {
  if (byte >= 0x61 && byte <= 0x7a) return "lower";
  if (byte >= 0x41 && byte <= 0x5a) return "upper";
  return byte >= 0x30 && byte <= 0x39 ? "digit" : "none";
};
