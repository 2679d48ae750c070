/**
 * The forbidden tokens, and the bytes that each of them can stand as.
 *
 * A token matches as its exact bytes: case-sensitive, no word boundaries, no Unicode normalisation ("é" as one code point
 * is not "é" as two). That is what `git grep -F` and `rg -F` do; other spellings are tokens of their own, unless whoever asks
 * ignores the case (folded.ts).
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { visible } from "../../text.ts";

export type Encoding = "UTF-8" | "UTF-16 LE" | "UTF-16 BE";

export const encodings: readonly Encoding[] = ["UTF-8", "UTF-16 LE", "UTF-16 BE"];

/** One token in one encoding. */
export interface Pattern {
  /** Which of the tokens. */
  token: number;
  encoding: Encoding;
  bytes: Buffer;
}

/**
 * Throws `E_CONFIG` for a list that can't be meant: no token at all; one that is empty, given twice, longer than 1,024
 * characters, with white space around it, with a control or format character or half a surrogate pair in it.
 */
export const assertTokens = (tokens: readonly string[]): void => {
  if (tokens.length === 0) throw refused("expected at least one token, found none");
  const seen = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    const fault = faultOf(token, seen);
    if (fault !== undefined) throw refused(`token ${index + 1} ${fault}`);
    seen.add(token);
  }
};

export const encode = (token: string, encoding: Encoding): Buffer => {
  if (encoding === "UTF-8") return Buffer.from(token, "utf8");
  const bytes = Buffer.from(token, "utf16le");
  return encoding === "UTF-16 LE" ? bytes : bytes.swap16();
};

/** Every token in every encoding, by token. */
export const patternsOf = (tokens: readonly string[]): Pattern[] =>
  tokens.flatMap((token, index) =>
    encodings.map((encoding) => ({ token: index, encoding, bytes: encode(token, encoding) })),
  );

// --- internal ---

const longestToken = 1024;

const faultOf = (token: string, seen: ReadonlySet<string>): string | undefined => {
  if (token === "") return "is empty";
  if (token.trim() === "") return "is white space only";
  if (token.trim() !== token) return "has white space around it";
  // Nobody sees it, and it makes of the token one that nothing matches.
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(token)) return "has an invisible character in it, such as a line break";
  if (token.length > longestToken) return `is longer than ${longestToken} characters`;
  if (/\p{Surrogate}/u.test(token)) return "has half of a surrogate pair in it";
  return seen.has(token) ? `is given twice: "${visible(token)}"` : undefined;
};

const refused = (what: string): KprovError =>
  new KprovError("E_CONFIG", `Cannot use the forbidden tokens: ${what}`, {
    hint: "correct identity.forbidden in the configuration, or the file that it names",
  });
