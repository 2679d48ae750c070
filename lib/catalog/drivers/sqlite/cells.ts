/**
 * Values of the model as SQLite keeps them, and back.
 *
 * @module
 */
import type { Cell } from "../../port.ts";

/** Throws for what is no SHA-256: a fact that is not what the model promises must not become another one. */
export const bytesOf = (digest: string): Uint8Array => {
  const bytes = Buffer.from(digest, "hex");
  // What is no hexadecimal ends the conversion, so that the length tells; a regular expression took a twentieth of the writing.
  if (digest.length !== 64 || bytes.length !== 32)
    throw new TypeError(`Expected a SHA-256 in hexadecimal, found "${digest}"`);
  return bytes;
};

export const bytesOrNull = (digest: string | null): Uint8Array | null => (digest === null ? null : bytesOf(digest));

export const flagOrNull = (flag: boolean | null): number | null => (flag === null ? null : Number(flag));

export const hexOf = (cell: Cell | undefined): string =>
  cell instanceof Uint8Array ? Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength).toString("hex") : "";

export const hexOrNull = (cell: Cell | undefined): string | null => (cell instanceof Uint8Array ? hexOf(cell) : null);

export const textOf = (cell: Cell | undefined): string => String(cell ?? "");

export const textOrNull = (cell: Cell | undefined): string | null => (typeof cell === "string" ? cell : null);

export const numberOrNull = (cell: Cell | undefined): number | null =>
  cell === null || cell === undefined ? null : Number(cell);
