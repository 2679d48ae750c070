/**
 * Two values as a person can read them.
 *
 * @module
 */
import { visible } from "../../text.ts";

/** At most about 80 characters, on one line, with nothing in it that a terminal could misread. */
export const shownText = (text: string): string => {
  const characters = [...text.slice(0, 400)];
  const cut = characters.length > 80 ? `${characters.slice(0, 79).join("")}…` : characters.join("");
  return visible(cut);
};

/** Bytes in hexadecimal, at most sixteen. */
export const shownBytes = (bytes: Uint8Array): string => {
  if (bytes.length === 0) return "(end of file)";
  const hex = Buffer.from(bytes.subarray(0, 16)).toString("hex");
  return `0x${hex}${bytes.length > 16 ? "…" : ""}`;
};
