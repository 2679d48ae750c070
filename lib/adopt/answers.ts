/**
 * What a person decides before anything is planned.
 *
 * @module
 */
import type { Survey } from "./facts.ts";

/** Kept in the receipt, so that a later run plans the same. */
export interface Answers {
  /** Technical name. */
  name: string;
  /** Canonical URL; null for none. */
  repository: string | null;
  ci: "github" | "gitlab" | "none";
  /** Directory of the governance documents, POSIX, from the repository's top. */
  governance: string;
  /** Whether the tool itself lies in the repository, as one file. */
  vendor: boolean;
}

/** What `--yes` takes: the survey's proposals. */
export const proposedAnswers = (survey: Survey): Answers => ({
  name: survey.name,
  repository: survey.repository ?? null,
  ci: survey.ci,
  governance: "docs/governance",
  vendor: false,
});

/** Why `directory` can't hold the governance documents, or undefined. */
export const directoryProblem = (directory: string): string | undefined => {
  const isPlain = /^\.?\w[\w.-]*(\/\.?\w[\w.-]*)*$/.test(directory);
  if (!isPlain || /^\.git(\/|$)/i.test(directory))
    return "expected a directory inside the repository, such as docs/governance, of letters, digits, dot, dash and underscore";
  if (/^runs(\/|$)/.test(directory)) return "bundles go there, and git ignores it";
  return undefined;
};
