/**
 * Packages in packages: what lies in them is not judged, and that must be said.
 *
 * @module
 */
import type { Member } from "./member.ts";

/** Whether `bytes` begin as an archive, or as something compressed: what is in it was not looked at. */
export const isPacked = ({ bytes }: Pick<Member, "bytes">): boolean =>
  marks.some(({ at, mark }) => bytes.subarray(at, at + mark.length).equals(mark));

// --- internal ---

/** Office documents, Java archives and wheels are zips. */
const marks = [
  { at: 0, mark: Buffer.from("PK\x03\x04", "latin1") },
  { at: 0, mark: Buffer.from("PK\x05\x06", "latin1") },
  { at: 0, mark: Buffer.from("1f8b08", "hex") },
  { at: 0, mark: Buffer.from("BZh", "latin1") },
  { at: 0, mark: Buffer.from("fd377a585a00", "hex") },
  { at: 0, mark: Buffer.from("28b52ffd", "hex") },
  { at: 0, mark: Buffer.from("377abcaf271c", "hex") },
  { at: 0, mark: Buffer.from("Rar!\x1a\x07", "latin1") },
  { at: 0, mark: Buffer.from("04224d18", "hex") },
  { at: 0, mark: Buffer.from("LZIP", "latin1") },
  // compress, whose files end in .Z.
  { at: 0, mark: Buffer.from("1f9d", "hex") },
  // POSIX, ustar: in the first header.
  { at: 257, mark: Buffer.from("ustar", "latin1") },
];
