/**
 * What is said about a forbidden token.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { shellQuote } from "../../text.ts";
import { nameOf } from "../surface/names.ts";
import type { Hit } from "./collector.ts";

/** Which bytes: what a commit would publish, or what lies on the disk and differs from it. */
export type From = "index" | "work tree";

/** Bytes that are not UTF-8 are written as `\xff`, as everywhere in this room. `name`: the path's bytes, as latin1. */
export const pathOf = (name: string): string => nameOf(Buffer.from(name, "latin1"));

/** A token in the contents of a file; line and column where it is text, else the byte. */
export const inContents = (path: string, hit: Hit, from: From): Finding => {
  const { place, offset } = hit;
  const at = place === undefined ? path : `${path}:${place.line}:${place.column}`;
  const byte = place === undefined ? ` at byte ${offset}` : "";
  const message = `${at}: Forbidden token "${hit.token}"${byte}${encodingOf(hit)}${placeOf(from)}${countOf(hit)}`;
  return { code: "FORBIDDEN_TOKEN", level: "violation", path, message, fix: `replace "${hit.token}" in ${at}` };
};

/** A token in the path itself. */
export const inName = (path: string, token: string): Finding => ({
  code: "FORBIDDEN_IN_NAME",
  level: "violation",
  path,
  message: `Forbidden token "${token}" in the path`,
  fix: `git mv -- ${shellQuote(path)} NEW_PATH`,
});

/** A token in the target of a symbolic link. */
export const inLink = (path: string, hit: Hit, from: From): Finding => ({
  code: "FORBIDDEN_IN_LINK",
  level: "violation",
  path,
  message: `Forbidden token "${hit.token}"${encodingOf(hit)} in the link's target${placeOf(from)}`,
  fix: `ln -sfn NEW_TARGET ${shellQuote(path)}`,
});

export const unreadable = (path: string, why: string): Finding => ({
  code: "FILE_UNREADABLE",
  level: "undecided",
  path,
  message: `Cannot be read: ${why}`,
});

// --- internal ---

const encodingOf = ({ encoding }: Hit): string => (encoding === "UTF-8" ? "" : ` as ${encoding}`);
const placeOf = (from: From): string => (from === "work tree" ? " in the work tree" : "");
const countOf = ({ count, isAtLeast }: Hit): string =>
  count === 1 && !isAtLeast ? "" : `, ${isAtLeast ? "at least " : ""}${count} times`;
