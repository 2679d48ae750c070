/**
 * Forbidden tokens as the record has them: what tells one from another, and none of them in clear.
 *
 * @module
 */
import { resolve } from "node:path";
import { KprovError, messageOf } from "../../errors.ts";
import { readSmallFile } from "../../files.ts";
import { compareBytes } from "../../report.ts";
import { foldCase } from "../forbidden/cases.ts";
import { type ForbiddenTokens, filesOf, readForbidden } from "../identity/forbidden-list.ts";
import { tokenDigest } from "./surfaces.ts";

/**
 * One name for each token, sorted. Those of a private list are keyed already: under another salt all of them are others.
 * `root` is where the lists are read. Throws `E_CONFIG` for a list that can't be used.
 */
export const tokenNames = async (forbidden: ForbiddenTokens, root: string): Promise<string[]> => {
  const tokens = readForbidden(forbidden, root);
  const { private: path, ignoreCase = false } = filesOf(forbidden);
  // Beside the others: whoever ignores the case asks for more, and forgets nothing.
  const folded = ignoreCase ? tokens.map((token) => `case-ignored:${tokenDigest(foldCase(token))}`) : [];
  return [...tokens.map(tokenDigest), ...folded, ...(path === undefined ? [] : await privateNames(path, root))].sort(
    compareBytes,
  );
};

// --- internal ---

const privateNames = async (path: string, root: string): Promise<string[]> => {
  const { maxListBytes, parseDenyList } = await import("../private/document.ts");
  let bytes: Buffer;
  try {
    bytes = readSmallFile(resolve(root, path), maxListBytes);
  } catch (cause) {
    throw new KprovError("E_CONFIG", `Cannot use the private list "${path}": ${messageOf(cause)}`, { cause });
  }
  return parseDenyList(bytes, path).tokens.map(({ digest }) => `hmac:${digest.slice(0, 32)}`);
};
