/**
 * The exact command that takes a path out of the index and leaves the file where it is.
 *
 * @module
 */
import { shellQuote } from "../text.ts";
import type { TrackedFile } from "./rule.ts";

/**
 * A POSIX shell line, to be typed at the top level of the repository, that untracks `file` and nothing else.
 *
 * Names that git would read as a pattern are given literally; names with control characters or bytes that
 * are not UTF-8 go through `printf` and a NUL, because no quoting carries them through every shell.
 */
export const untrackCommand = (file: Pick<TrackedFile, "path" | "bytes">): string => {
  const { path, bytes } = file;
  if (bytes !== undefined || unprintable.test(path)) {
    const escaped = escapeForPrintf(bytes ?? Buffer.from(path));
    return `printf '${escaped}\\0' | git --literal-pathspecs rm --cached --pathspec-from-file=- --pathspec-file-nul`;
  }
  const literal = patternLike.test(path) ? " --literal-pathspecs" : "";
  return `git${literal} rm --cached -- ${shellQuote(path)}`;
};

// --- internal ---

const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** gitglossary(7), pathspec: a leading colon is magic, these are wildcards. */
const patternLike = /^:|[*?[\\]/;

const escapeForPrintf = (bytes: Buffer): string => {
  let text = "";
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    text += /[\w./@+=:, -]/.test(character) ? character : `\\${byte.toString(8).padStart(3, "0")}`;
  }
  return text;
};
