/**
 * The list of forbidden tokens, wherever the configuration keeps it.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { resolve } from "node:path";
import { errnoOf, KprovError, messageOf } from "../../errors.ts";
import { readSmallFile } from "../../files.ts";
import { foldCase } from "../forbidden/cases.ts";
import { isLeftOut, leftOut } from "../surface/left-out.ts";

/** As `identity.forbidden` has it: a list, or files: with one token per line, and with keyed digests. */
export type ForbiddenTokens =
  | readonly string[]
  | { readonly file?: string; readonly ignoreCase?: boolean; readonly private?: string; readonly saltFile?: string };

/** Files of the repository that hold tokens, relative to the configuration, or to where policy is read. */
export const forbiddenFiles = (forbidden: ForbiddenTokens): string[] => {
  const { file, private: digests } = filesOf(forbidden);
  return [file, digests].filter((path) => path !== undefined);
};

/** What stands there when it is no list. */
export const filesOf = (forbidden: ForbiddenTokens): Exclude<ForbiddenTokens, readonly string[]> =>
  isList(forbidden) ? {} : forbidden;

/**
 * The tokens that everybody may read, each once, in the order given; none where there is only a private list.
 *
 * In a file, white space around a token doesn't count, empty lines and lines that begin with `#` are left out; it is
 * UTF-8, at most 1 MiB. With `ignoreCase`, the first of two that differ in case alone stands for both. A `#` behind white space is refused: it could be a comment. `root` is the directory of the configuration. Throws `E_CONFIG` for a file that is missing,
 * unreadable, not UTF-8 or without a token, and for a token that would match nearly everything.
 */
export const readForbidden = (forbidden: ForbiddenTokens, root: string): readonly string[] => {
  if (isList(forbidden)) return [...new Set(forbidden)];
  const { file } = forbidden;
  if (file === undefined) return [];
  const lines = readText(file, root)
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim()); // A byte order mark is white space, too.
  const tokens = lines.flatMap((token, index) => {
    if (token === "" || token.startsWith("#")) return [];
    if (/\s#/.test(token))
      throw refusal(
        `${file}:${index + 1}`,
        "expected a token alone: a comment needs a line of its own, and a token with white space before # the list in the configuration",
      );
    if (token.length < shortest)
      throw refusal(`${file}:${index + 1}`, `expected a token of at least ${shortest} characters`);
    return [token];
  });
  if (tokens.length === 0) throw refusal(file, "expected at least one token, found none");
  if (forbidden.ignoreCase !== true) return [...new Set(tokens)];
  return [...new Map(tokens.toReversed().map((token) => [foldCase(token), token])).values()].reverse();
};

// --- internal ---

const isList = (forbidden: ForbiddenTokens): forbidden is readonly string[] => Array.isArray(forbidden);

/** The same as in a list: see the configuration's schema. */
const shortest = 3;

const refusal = (place: string, why: string, cause?: unknown): KprovError =>
  new KprovError("E_CONFIG", `Cannot use "identity.forbidden" from "${place}": ${why}`, { cause });

const readText = (file: string, root: string): string => {
  let bytes: Buffer;
  try {
    bytes = readSmallFile(resolve(root, file), 2 ** 20);
  } catch (cause) {
    if (errnoOf(cause) !== "ENOENT") throw refusal(file, messageOf(cause), cause);
    throw isLeftOut(root, file) ? leftOut(file) : refusal(file, "there is no such file", cause);
  }
  if (!isUtf8(bytes)) throw refusal(file, "it is not UTF-8");
  return bytes.toString("utf8");
};
