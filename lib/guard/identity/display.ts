/**
 * DISPLAY_NAME_MISPLACED: the name for people stands only where the configuration allows it.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { linesIdentity } from "../fingerprint.ts";
import { findingAt } from "./finding.ts";
import { type RepositoryUrl, repositoryName, repositoryOwner } from "./urls.ts";

export interface DisplayContext {
  /** `identity.display.name`. */
  display: string;
  /** `identity.name`, what to write instead; null when there is none. */
  name: string | null;
  /** A repository may be called by the display name: in its URL the name is no prose. */
  repository: RepositoryUrl | undefined;
}

/**
 * The first place of the display name in `text`, as a violation. Case counts, and only the whole name: no letter,
 * digit or underscore beside it, so that identifiers made of it are free. In the repository's own URL it is free, too.
 */
export const judgeDisplay = (path: string, text: string, context: DisplayContext): Finding | undefined => {
  const { display, name } = context;
  const places = placesOf(text, context);
  const [first] = places;
  if (first === undefined) return undefined;
  const before = text.slice(0, first);
  const line = before.split("\n").length;
  const at = { path, line, column: first - before.lastIndexOf("\n") };
  const instead = name === null ? "" : `write "${name}" there, or `;
  return findingAt(at, {
    code: "DISPLAY_NAME_MISPLACED",
    identity: [display, linesIdentity(linesAt(text, places))],
    message: `The display name "${display}" stands outside of identity.display.allow${places.length > 1 ? ` (${places.length} times)` : ""}`,
    fix: `${instead}add "${path}" to identity.display.allow`,
  });
};

// --- internal ---

const placesOf = (text: string, { display, repository }: DisplayContext): number[] => {
  const places: number[] = [];
  for (let at = text.indexOf(display); at !== -1; at = text.indexOf(display, at + display.length)) {
    const isWhole =
      !endsInWord.test(text.slice(Math.max(0, at - 2), at)) &&
      !startsWithWord.test(text.slice(at + display.length, at + display.length + 2));
    if (isWhole && !isInUrl(text, at, display, repository)) places.push(at);
  }
  return places;
};

/** Each line that has one of `places`, which are in order, once. */
const linesAt = (text: string, places: readonly number[]): string[] => {
  const lines: string[] = [];
  let done = -1;
  for (const place of places) {
    if (place < done) continue;
    const end = text.indexOf("\n", place);
    done = end === -1 ? text.length : end;
    lines.push(text.slice(text.lastIndexOf("\n", place) + 1, done));
  }
  return lines;
};

const endsInWord = /[\p{L}\p{N}\p{M}_]$/u;
const startsWithWord = /^[\p{L}\p{N}\p{M}_]/u;

const isInUrl = (text: string, at: number, display: string, repository: RepositoryUrl | undefined): boolean => {
  if (repository === undefined || repositoryName(repository).toLowerCase() !== display.toLowerCase()) return false;
  // Where there is no owner, the host stands before the name.
  const owner = `/${repositoryOwner(repository) || repository.host}/`;
  const before = text.slice(Math.max(0, at - owner.length), at).toLowerCase();
  // `git@host:owner/name` has a colon there.
  return before === owner.toLowerCase() || before === `:${owner.slice(1)}`.toLowerCase();
};
