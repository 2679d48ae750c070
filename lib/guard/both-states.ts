/**
 * A pass has to hold for what is staged and for what lies in the work tree, each as a commit of its own.
 *
 * @module
 */
import { type Report, verdictOf } from "../report.ts";
import type { DenyOptions } from "./private/args.ts";
import { withCommitAll } from "./surface/commit-all.ts";
import type { Snapshot } from "./surface/snapshot.ts";

/** What differs in a gate's context from state to state. */
export interface GateState {
  snapshot: Snapshot;
  deny: DenyOptions;
}

/**
 * The reports of `judge` about `state`, which has the index and the files that lie there; where all of them are proved, with what it
 * finds in what `git commit --all` would make: there files may be gone, and a waiver may be of no use any more. Throws what `judge` and
 * `withCommitAll` throw.
 */
export const judgeBothStates = async (
  { cacheDir, ...state }: GateState & { cacheDir: string | null },
  judge: (state: GateState) => Promise<Report[]>,
): Promise<Report[]> => {
  const reports = await judge(state);
  if (reports.some(({ verdict }) => verdict !== "proved")) return reports;
  // History was searched before.
  const { history: _, ...deny } = state.deny;
  const others = await withCommitAll(state.snapshot, { cacheDir }, (snapshot) => judge({ snapshot, deny }));
  return others === undefined ? reports : reports.map((report, index) => joined(report, others[index]));
};

// --- internal ---

const joined = (report: Report, other: Report | undefined): Report => {
  const { findings } = other ?? report;
  return { ...report, findings, verdict: verdictOf(findings) };
};
