/**
 * What is said about a forbidden token.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { shellQuote } from "../../text.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { nameOf } from "../surface/names.ts";
import { foldCase } from "./cases.ts";
import type { Hit } from "./collector.ts";
import type { Matcher, Secrecy } from "./matcher.ts";

/** Which bytes: what a commit would publish, or what lies on the disk and differs from it. */
export type From = "index" | "work tree";

/** Bytes that are not UTF-8 are written as `\xff`, as everywhere in this room. `name`: the path's bytes, as latin1. */
export const pathOf = (name: string): string => nameOf(Buffer.from(name, "latin1"));

/** Where a token was found: which bytes, and the name that git has for all of them. */
export interface Origin {
  from: From;
  blob: string;
}

/**
 * A token in the contents of a file; line and column where it is text, else the byte. It is known by all lines that have the
 * token, or by the whole content: one more line with it is something new.
 */
export const inContents = (path: string, hit: Hit, { from, blob }: Origin): Finding => {
  const { place, offset, lines, secrecy, token } = hit;
  const at = place === undefined ? path : `${path}:${place.line}:${place.column}`;
  const byte = place === undefined ? ` at byte ${offset}` : "";
  const whole = secrecy === undefined ? blob : secrecy.blind(blob);
  return {
    code: "FORBIDDEN_TOKEN",
    level: "violation",
    path,
    ...place,
    fingerprint: fingerprintOf("FORBIDDEN_TOKEN", [token, ...(lines === undefined ? ["blob", whole] : [lines])]),
    message: `${at}: ${named(token, secrecy)}${byte}${encodingOf(hit)}${placeOf(from)}${countOf(hit)}`,
    fix: secrecy === undefined ? `replace "${token}" in ${at}` : `replace what stands at ${at}`,
  };
};

/** A token in the path itself. It is known by the names in the path that have it: the directories around them may change. */
export const inName = (
  path: string,
  token: string,
  { secrecy, letters }: Pick<Matcher, "secrecy" | "letters"> = {},
): Finding => ({
  code: "FORBIDDEN_IN_NAME",
  level: "violation",
  path,
  fingerprint: fingerprintOf("FORBIDDEN_IN_NAME", [
    token,
    secrecy === undefined ? namesWith(path, token, letters) : secrecy.blind(path),
  ]),
  message: `${named(token, secrecy)} in the path`,
  fix: `git mv -- ${shellQuote(path)} NEW_PATH`,
});

/** A token in the target of a symbolic link. It is known by the target. */
export const inLink = (path: string, hit: Hit, { from, blob }: Origin): Finding => ({
  code: "FORBIDDEN_IN_LINK",
  level: "violation",
  path,
  fingerprint: fingerprintOf("FORBIDDEN_IN_LINK", [
    hit.token,
    hit.secrecy === undefined ? blob : hit.secrecy.blind(blob),
  ]),
  message: `${named(hit.token, hit.secrecy)}${encodingOf(hit)} in the link's target${placeOf(from)}`,
  fix: `ln -sfn NEW_TARGET ${shellQuote(path)}`,
});

/** A token as findings speak of it. */
export const named = (token: string, secrecy: Secrecy | undefined): string =>
  secrecy === undefined ? `Forbidden token "${token}"` : `Forbidden token ${secrecy.labelOf(token)}`;

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

/** The elements of the path on which the token lies; all of it, where the token can't be found as it is written. */
const namesWith = (path: string, token: string, letters: Matcher["letters"] = "keep"): string[] => {
  const names: string[] = [];
  const [where, what] = letters === "keep" ? [path, token] : [foldCase(path), foldCase(token)];
  // Places in one are places in the other only while no letter's other case is longer.
  if (where.length !== path.length) return [path];
  for (let at = where.indexOf(what); at !== -1; ) {
    const end = path.indexOf("/", at + what.length - 1);
    const to = end === -1 ? path.length : end;
    names.push(path.slice(path.lastIndexOf("/", at) + 1, to));
    at = where.indexOf(what, Math.max(to, at + 1));
  }
  return names.length > 0 ? names : [path];
};
