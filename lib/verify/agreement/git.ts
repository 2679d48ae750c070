/**
 * The state of the source: what provenance says in short, the summary says at length.
 *
 * @module
 */
import { layout, type RunSummary } from "../../evidence/index.ts";
import type { Finding } from "../../report.ts";
import { dependenciesOf, disagreement, mustEqual, type Rule } from "./evidence.ts";

export const judgeGit: Rule = ({ summary, provenance }) => {
  if (provenance === undefined) return [];
  const { git } = provenance.predicate.buildDefinition.internalParameters;
  const sources = dependenciesOf(provenance, "source").map(({ digest }) => digest?.["gitCommit"] ?? null);
  const findings: Finding[] = [];
  const commits = (commit: string | null | undefined) => (typeof commit === "string" ? [commit] : []);
  // Without a state after the run there is none in short, while the commit before it is still a dependency.
  if (git !== null)
    findings.push(
      ...mustEqual(
        layout.provenance,
        "The source is not the commit before the run",
        commits(git.before.commit),
        sources,
      ),
    );
  if (summary === undefined) return findings;
  const { before, after } = summary.git;
  const short = (files: typeof before) => files && { commit: files.commit, dirty: files.changed.length > 0 };
  const expected = before === null || after === null ? null : { before: short(before), after: short(after) };
  return [
    ...findings,
    ...judgeState(summary.git),
    ...mustEqual(layout.provenance, "The state of git is another one than in run_summary.json", expected, git),
    ...mustEqual(
      layout.provenance,
      "The source is not the commit in run_summary.json",
      commits(before?.commit),
      sources,
    ),
  ];
};

// --- internal ---

/** Recorded means before and after; a repository that broke on the way leaves at most one of them, none leaves nothing. */
const judgeState = ({ state, reason, before, after, branch, remotes, shallow }: RunSummary["git"]): Finding[] => {
  const known = (before === null ? 0 : 1) + (after === null ? 0 : 1);
  const isNothing = known === 0 && branch === null && remotes.length === 0 && !shallow;
  const fits =
    state === "recorded"
      ? known === 2 && reason === null
      : state === "failed"
        ? known < 2
        : isNothing && reason === null;
  if (fits) return [];
  const actual = `${known} states`;
  return [disagreement(layout.summary, "The state of git does not fit what was recorded", state, actual)];
};
