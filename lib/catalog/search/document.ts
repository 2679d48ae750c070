/**
 * What of a run full text looks through, and where the run stands in the order of time.
 *
 * @module
 */
import type { RunFacts } from "../model.ts";
import { partsOf } from "./words.ts";

/** The columns of the full text of one run, from what says most about it to what says least. */
export interface SearchDocument {
  /** Project, step, run id, outcome, branch, commit, words of the command, paths of files. */
  names: string;
  tags: string;
  annotations: string;
  /** Excerpts of the members that the configuration marks searchable. */
  texts: string;
}

/** The text that is indexed for a run; bounded, whatever the run holds. Pure: equal facts give equal texts. */
export const searchDocumentOf = (facts: RunFacts): SearchDocument => {
  const { project, step, runId, outcome, branch, commit } = facts;
  const paths = (role: "input" | "output") =>
    facts.files
      .filter((file) => file.role === role)
      .slice(0, mostFiles)
      .map(({ path }) => path);
  const said = [project, step, runId, outcome, facts.signal, branch, commit].filter((word) => word !== null);
  return {
    names: withParts(cut([...said, cut(facts.argv, mostArgv), ...paths("output"), ...paths("input")], mostNames)),
    tags: cut(
      facts.tags.map(({ key, value }) => `${key} ${value}`),
      mostNames,
    ),
    annotations: withParts(
      cut(
        facts.annotations.map(({ text }) => text),
        mostText,
      ),
    ),
    texts: withParts(
      cut(
        facts.texts.map(({ text }) => text),
        mostText,
      ),
    ),
  };
};

/**
 * The number of a run's full text: later runs have larger ones, about four to a second, so that the newest that match can be
 * had without looking at all of them. `isTaken` is asked until a number is free; where many runs share a second, some count as
 * a little later.
 */
export const searchIdOf = (
  { startedAt, bundleDigest }: Pick<RunFacts, "startedAt" | "bundleDigest">,
  isTaken: (id: number) => boolean,
): number => {
  const first = Math.floor(startedAt / 1000) * idsPerSecond;
  let [id, spread] = [first + (digitsOf(bundleDigest, 0) % idsPerSecond), idsPerSecond];
  // Somewhere in a span that doubles each time: thousands of one second must not be walked along for every further one.
  for (let attempt = 1; isTaken(id); attempt += 1) {
    spread = Math.min(spread * 2, mostSpread);
    id = spread < mostSpread ? first + (digitsOf(bundleDigest, attempt) % spread) : id + 1;
  }
  return id;
};

/** Numbers of {@link searchIdOf} in a second. */
export const idsPerSecond = 4;
/** How far a number may lie behind its second, as long as fewer runs than these share it. */
export const mostSpread = 2 ** 20;

// --- internal ---

/** Other bits of the digest for each attempt. */
const digitsOf = (digest: string, attempt: number): number =>
  Number.parseInt(digest.slice(attempt * 2, attempt * 2 + 8), 16);

const mostFiles = 100;
const mostArgv = 2 * 1024;
const mostNames = 16 * 1024;
const mostText = 256 * 1024;
const mostParts = 4 * 1024;

/** Behind a text the parts of names such as `MemoryError` in it: nobody asks for such a name as a whole. */
const withParts = (text: string): string => {
  if (!/\p{Ll}\p{Lu}/u.test(text)) return text;
  const tokens = new Set(text.match(/[\p{L}\p{N}]*\p{Ll}\p{Lu}[\p{L}\p{N}]*/gu));
  return `${text}\n${cut(
    [...tokens].map((token) => partsOf(token).join(" ")).filter((parts) => parts !== ""),
    mostParts,
  )}`;
};

/** One on a line, up to so many characters. */
const cut = (parts: readonly string[], most: number): string => parts.join("\n").slice(0, most);
