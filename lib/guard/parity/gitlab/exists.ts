/**
 * Whether files are there that `rules:exists` of GitLab asks for.
 *
 * gitlab.com/gitlab-org/gitlab, `lib/gitlab/ci/build/rules/rule/clause/exists.rb`; ruby-doc.org `File.fnmatch`.
 *
 * @module
 */
import { compileGlobs, isGlob } from "../../../glob.ts";
import type { GitlabConfig } from "../../ci/index.ts";
import type { Outcome } from "./condition.ts";
import { isMap, referredBy } from "./text.ts";

interface Around {
  config: GitlabConfig;
  /** All that are tracked. */
  paths: readonly string[];
}

export const existing = (value: unknown, { config, paths }: Around): Outcome => {
  const { paths: listed, project } = isMap(value) ? value : { paths: value };
  if (project !== undefined) return unknown("a file of another project");
  const globs: unknown[] = Array.isArray(listed) ? listed : [listed];
  if (!globs.every((glob) => typeof glob === "string")) return unknown("a path that is no text");
  if (globs.some((glob) => glob.includes("$"))) return unknown("a path in a variable");
  if (referredBy(config, listed) !== undefined) return unknown("paths that stand elsewhere");
  // No path begins with a slash, and a backslash is itself where nothing else is a pattern.
  if (globs.some((glob) => /^\/|\\/.test(glob))) return unreadable;
  try {
    if (paths.some(compileGlobs(globs.map(asInRuby)))) return { truth: true };
  } catch {
    return unreadable;
  }
  const isGivenUp = globs.filter(isGlob).length * paths.length > mostComparisons;
  return isGivenUp ? unknown("how many files GitLab looks at") : { truth: false };
};

// --- internal ---

const unknown = (what: string): Outcome => ({ truth: undefined, on: { unknown: what, isTheirs: false } });

const unreadable = unknown("a pattern that can't be understood");

/** `**` stands for directories only where a slash is behind it, and is a star elsewhere. */
const asInRuby = (glob: string): string =>
  glob.replace(/(?<![^/])\*\*\/|\*{2,}/g, (stars) => (stars === "**/" ? stars : "*"));

/** Behind so many GitLab takes it that a file is there. */
const mostComparisons = 10_000;
