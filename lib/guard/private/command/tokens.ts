/**
 * Where tokens come from: never from the command line, which everybody on the machine can read.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { errnoOf, KprovError, messageOf } from "../../../errors.ts";
import { readSmallFile } from "../../../files.ts";
import { readHidden, type Terminal } from "../../../sign/index.ts";

export interface TokenSource {
  cwd: string;
  /** `--from`, relative to `cwd`: a list with one token per line. */
  from?: string;
  /** Where somebody types; null when stdin is something else. */
  terminal: Terminal | null;
  stdin: NodeJS.ReadableStream;
}

/**
 * Tokens, one per line: of the file, else typed and not shown, else from stdin. White space around a token, empty lines and
 * lines that begin with `#` don't count. Throws `E_NOTHING` without a token, `E_IO` for a file that can't be read.
 */
export const readTokens = async (source: TokenSource): Promise<string[]> => {
  const lines = (await readText(source, "Token (not shown): ")).split(/\r\n|\n|\r/).map((line) => line.trim());
  const tokens = lines.filter((line) => line !== "" && !line.startsWith("#"));
  if (tokens.length > 0) return [...new Set(tokens)];
  throw new KprovError("E_NOTHING", "There is no token: expected one per line", {
    hint: "give them on stdin, or by --from FILE; on a terminal, type one when asked",
  });
};

/** The same as one text; of a file, of what `keep` leaves of its bytes. */
export const readText = async (
  { cwd, from, terminal, stdin }: TokenSource,
  question: string,
  keep?: (bytes: Buffer, path: string) => Buffer,
): Promise<string> => {
  if (from !== undefined) return readFile(resolve(cwd, from), from, keep);
  return terminal === null ? text(stdin) : readHidden(question, terminal);
};

// --- internal ---

const readFile = (path: string, shown: string, keep?: (bytes: Buffer, path: string) => Buffer): string => {
  let bytes: Buffer;
  try {
    // What is not kept of it may be long.
    bytes = readSmallFile(path, keep === undefined ? 2 ** 20 : 2 ** 26);
  } catch (cause) {
    const why = errnoOf(cause) === "ENOENT" ? "there is no such file" : messageOf(cause);
    throw new KprovError("E_IO", `Cannot read "${shown}": ${why}`, { cause });
  }
  bytes = keep?.(bytes, path) ?? bytes;
  if (!isUtf8(bytes)) throw new KprovError("E_IO", `Cannot read "${shown}": it is not UTF-8`);
  return bytes.toString("utf8").replace(/^\ufeff/, "");
};
