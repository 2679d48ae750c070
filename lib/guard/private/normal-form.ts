/**
 * The form in which a private token is kept and compared.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { folded, longestForm, shortestForm } from "./letters.ts";

/** A token without case and separators. */
export interface NormalForm {
  /** UTF-8 of its letters and digits alone. */
  bytes: Buffer;
  /** Letters and digits of ASCII only. */
  isAscii: boolean;
  /** Texts with letters beyond ASCII must be decoded to find it: it was written with some, as "Straße" for "strasse". */
  isWide: boolean;
}

/**
 * The normal form of `token`: Unicode's compatibility form (NFKC) without case, letters, marks and digits alone.
 *
 * Throws `E_CONFIG` for a token that can't be meant; the message never quotes it. `place` says which one it is.
 */
export const normalForm = (token: string, place: string): NormalForm => {
  const bytes = Buffer.from(foldText(token.normalize("NFKC")).replace(noLetters, ""));
  const fault = faultOf(token, bytes);
  if (fault !== undefined)
    throw new KprovError("E_CONFIG", `Cannot use ${place}: it ${fault}`, {
      hint: `a private token has ${shortestForm} letters or digits at least; a shorter one belongs into a plain list`,
    });
  const isAscii = bytes.every((byte) => folded[byte] !== 0);
  return { bytes, isAscii, isWide: /[^\0-\x7f]/.test(token) };
};

/** Without case: upper case in between, so that "ẞ", "ß" and "SS" are one, and both forms of the Greek sigma. */
export const foldText = (text: string): string =>
  text.toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFKC");

/** Whether one character is of a token's normal form. */
export const isLetter = (character: string): boolean => /[\p{L}\p{M}\p{N}]/u.test(character);

// --- internal ---

const noLetters = /[^\p{L}\p{M}\p{N}]/gu;

const faultOf = (token: string, form: Buffer): string | undefined => {
  if (token.trim() === "") return "is empty";
  if (/\p{Surrogate}/u.test(token)) return "has half of a surrogate pair in it";
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(token)) return "has an invisible character in it, such as a line break";
  if (form.length < shortestForm) return `has fewer than ${shortestForm} letters or digits`;
  if (form.length > longestForm) return `has more than ${longestForm} letters or digits`;
  return undefined;
};
