/**
 * What the rules of check-identity say, with the place where it stands.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { fingerprintOf, type Identity } from "../fingerprint.ts";
import { SourceError } from "../sources/index.ts";
import type { Located } from "../sources/tree.ts";

/** `pyproject.toml:2:8`, as editors and terminals understand it. */
export const placeOf = ({ path, line, column }: Omit<Located<unknown>, "value">): string => `${path}:${line}:${column}`;

/** What is said, and the `identity` that it is known by: the values that decide, never the sentence. A doubt needs none. */
export type Details = Pick<Finding, "code" | "message"> &
  Partial<Pick<Finding, "expected" | "actual" | "fix" | "edit">> &
  ({ level: "undecided"; identity?: Identity } | { level?: "violation"; identity: Identity });

/** A finding about a value: its file, and a sentence that begins with the place. A violation unless it says otherwise. */
export const findingAt = (at: Omit<Located<unknown>, "value">, { identity, ...details }: Details): Finding => ({
  level: "violation",
  ...details,
  path: at.path,
  line: at.line,
  column: at.column,
  ...(identity !== undefined && { fingerprint: fingerprintOf(details.code, identity) }),
  message: `${placeOf(at)}: ${details.message}`,
});

/** A text that can't be read as what its name says, as a finding: the others are judged all the same. */
export const malformed = (path: string, error: unknown): Finding => {
  if (!(error instanceof SourceError)) throw error;
  const details = { level: "undecided", message: `Can't be read: ${error.reason}` } as const;
  return findingAt({ ...error, path }, { code: "SOURCE_MALFORMED", ...details, fix: `correct "${path}" there` });
};
