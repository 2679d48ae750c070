/**
 * How a refusal of an archive is worded.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { shellQuote } from "../../text.ts";

/** Makes the error of a reason. */
export type Fault = (why: string) => KprovError;

export const archiveError = (name: string, why: string, hint?: string): KprovError =>
  new KprovError("E_ARCHIVE", `Cannot read the archive "${name}": ${why}`, { ...(hint !== undefined && { hint }) });

/** Throws when the first bytes are those of what people are sent instead of a plain tar. */
export const assertPlain = (start: Buffer, name: string): void => {
  const hex = start.toString("hex", 0, 4);
  const found = compressions.find(([magic]) => hex.startsWith(magic));
  if (found === undefined) return;
  const [, what, program] = found;
  const hint =
    program === null
      ? "ask for a tar, as kprovengine export makes it"
      : `unpack it first: ${program} ${shellQuote(name)}`;
  throw archiveError(name, `it is ${what}, expected a plain tar`, hint);
};

/** True for the first bytes of what {@link assertPlain} names. */
export const isCompressed = (start: Buffer): boolean =>
  compressions.some(([magic]) => start.toString("hex", 0, 4).startsWith(magic));

/** True when the first block of a file has the mark of a tar; nothing else of it was judged. */
export const looksLikeTar = (start: Buffer): boolean => start.toString("latin1", 257, 262) === "ustar";

// --- internal ---

const compressions: readonly [magic: string, what: string, program: string | null][] = [
  ["1f8b", "compressed with gzip", "gunzip"],
  ["fd377a58", "compressed with xz", "unxz"],
  ["28b52ffd", "compressed with zstd", "unzstd"],
  ["425a68", "compressed with bzip2", "bunzip2"],
  ["504b0304", "a zip file", null],
];
