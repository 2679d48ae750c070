/**
 * What the rules of check-identity say, with the place where it stands.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { SourceError } from "../sources/index.ts";
import type { Located } from "../sources/tree.ts";

/** `pyproject.toml:2:8`, as editors and terminals understand it. */
export const placeOf = ({ path, line, column }: Omit<Located<unknown>, "value">): string => `${path}:${line}:${column}`;

export type Details = Pick<Finding, "code" | "message"> &
  Partial<Pick<Finding, "level" | "expected" | "actual" | "fix">>;

/** A finding about a value: its file, and a sentence that begins with the place. A violation unless it says otherwise. */
export const findingAt = (at: Omit<Located<unknown>, "value">, details: Details): Finding => ({
  level: "violation",
  ...details,
  path: at.path,
  message: `${placeOf(at)}: ${details.message}`,
});

/** The same finding from the index and from the work tree counts once, wherever in the file it stands. */
export const withoutRepeats = (findings: readonly Finding[]): Finding[] => {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = JSON.stringify({ ...finding, message: withoutPlace(finding) });
    return !seen.has(key) && seen.add(key);
  });
};

/** A text that can't be read as what its name says, as a finding: the others are judged all the same. */
export const malformed = (path: string, error: unknown): Finding => {
  if (!(error instanceof SourceError)) throw error;
  const details = { level: "undecided", message: `Can't be read: ${error.reason}` } as const;
  return findingAt({ ...error, path }, { code: "SOURCE_MALFORMED", ...details, fix: `correct "${path}" there` });
};

// --- internal ---

const withoutPlace = ({ message, path = "" }: Finding): string =>
  message.startsWith(`${path}:`) ? message.slice(path.length).replace(/^:\d+:\d+/, "") : message;
