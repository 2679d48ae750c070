/**
 * One state of a repository's files: where the model of own rules gets them from.
 *
 * @module
 */
import type { GitFacts, RepositoryFile } from "../../repository.ts";

export interface State {
  /** Sorted by bytes; frozen. */
  paths: readonly string[];
  facts: (path: string) => Pick<RepositoryFile, "kind" | "ignored">;
  /** Bytes of a file, or of a link's target; not to be changed. Throws for what can't be had, and above {@link maxBytes}. */
  read: (path: string) => Buffer;
  /** Asked when a rule asks. */
  git: () => GitFacts;
}

/** What a rule can read of one file. */
export const maxBytes = 64 * 2 ** 20;

/** Why a file can't be read, for people. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
}
