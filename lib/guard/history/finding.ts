/**
 * What is said about a forbidden token in the history.
 *
 * @module
 */
import { sha256 } from "../../digest.ts";
import type { Finding } from "../../report.ts";
import { shellQuote } from "../../text.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { named, type Secrecy } from "../forbidden/index.ts";
import { type Reference, shortOf } from "./range.ts";

/** A token, and how to speak of it. */
export interface Told {
  token: string;
  secrecy: Secrecy | undefined;
}

/** Where a text of the history stands. */
export type Origin =
  | { kind: "commit"; name: string; isHead: boolean }
  | { kind: "tag"; name: string }
  | { kind: "note"; reference: string; commit: string };

/** A token on a line of a message. It is known by the line: rewriting the commits changes their names. */
export const inMessage = (
  { token, secrecy }: Told,
  origin: Origin,
  { what, line, text }: { what: string; line: number; text: string },
): Finding => ({
  code: "FORBIDDEN_IN_MESSAGE",
  level: "violation",
  fingerprint: fingerprintOf("FORBIDDEN_IN_MESSAGE", [token, blinded(text, secrecy)]),
  message: `${titleOf(origin)}: ${named(token, secrecy)} in the ${what}, line ${line}`,
  fix: mending(origin),
});

/** A token in a name or address, of however many commits and tags. `first`: one of them. */
export const inPerson = (
  { token, secrecy }: Told,
  { who, text, first, count }: { who: string; text: string; first: Origin; count: number },
): Finding => ({
  code: "FORBIDDEN_IN_PERSON",
  level: "violation",
  fingerprint: fingerprintOf("FORBIDDEN_IN_PERSON", [token, who, blinded(text, secrecy)]),
  message: `${named(token, secrecy)} in the name or address of the ${who} of ${count === 1 ? titleOf(first, false) : `${count} objects, among them ${titleOf(first, false)}`}`,
  fix: "correct user.name and user.email; git commit --amend --reset-author for the last commit, git rebase --exec with the same for those before",
});

/** A token in the name of a branch or tag. */
export const inReference = (
  { token, secrecy }: Told,
  reference: Pick<Reference, "name" | "kind" | "remote">,
): Finding => {
  const { kind, remote } = reference;
  const short = shortOf(reference);
  const where = remote === undefined ? "" : ` of the remote "${remote}"`;
  return {
    code: "FORBIDDEN_IN_REF",
    level: "violation",
    fingerprint: fingerprintOf("FORBIDDEN_IN_REF", [token, kind, blinded(short, secrecy)]),
    message: `${named(token, secrecy)} in the name of the ${kind} "${short}"${where}`,
    fix: renaming(reference),
  };
};

export const unreadable = (message: string, fix?: string): Finding => ({
  code: "HISTORY_UNREADABLE",
  level: "undecided",
  message,
  ...(fix !== undefined && { fix }),
});

/** `Commit 1a2b3c4d5e6f`. */
export const titleOf = (origin: Origin, isFirst = true): string => {
  const title =
    origin.kind === "note"
      ? `Note on commit ${short(origin.commit)} in ${origin.reference}`
      : `${origin.kind === "commit" ? "Commit" : "Tag object"} ${short(origin.name)}`;
  return isFirst ? title : title.slice(0, 1).toLowerCase() + title.slice(1);
};

// --- internal ---

const renaming = (reference: Pick<Reference, "name" | "kind" | "remote">): string => {
  const own = shellQuote(shortOf(reference));
  if (reference.kind === "tag") return `git tag NEW_NAME ${own}^{} && git tag -d ${own}`;
  if (reference.remote === undefined) return `git branch -m ${own} NEW_NAME`;
  const remote = shellQuote(reference.remote);
  return `git push ${remote} ${shellQuote(reference.name)}:refs/heads/NEW_NAME && git push ${remote} --delete ${own}`;
};

const short = (name: string): string => name.slice(0, 12);

/** Nobody must be able to confirm a guess by it. */
const blinded = (text: string, secrecy: Secrecy | undefined): string =>
  secrecy === undefined ? sha256(text) : secrecy.blind(text);

const mending = (origin: Origin): string => {
  if (origin.kind === "tag") return "make the tag anew with another message: git tag --force --annotate";
  if (origin.kind === "note") return `git notes --ref=${shellQuote(origin.reference)} edit ${short(origin.commit)}`;
  return origin.isHead ? "git commit --amend" : `git rebase --interactive ${short(origin.name)}^, and reword it`;
};
