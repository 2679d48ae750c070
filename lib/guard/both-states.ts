/**
 * A pass has to hold for what is staged and for what lies there, each as a commit of its own.
 *
 * @module
 */
import { type Report, verdictOf } from "../report.ts";
import type { GateContext } from "./gate.ts";
import { withLying } from "./surface/lying.ts";
import type { Snapshot } from "./surface/snapshot.ts";

/**
 * The reports of `judge`, which looks at the index and at the files that lie there; where all of them are proved, with what it finds
 * in the work tree's own state: there files may be gone, and a waiver may be of no use any more. Throws what `judge` and
 * `withLying` throw.
 */
export const judgeBothStates = async (
  snapshot: Snapshot,
  judge: (lying?: Snapshot) => Promise<Report[]>,
): Promise<Report[]> => {
  const reports = await judge();
  if (reports.some(({ verdict }) => verdict !== "proved")) return reports;
  const lying = await withLying(snapshot, judge);
  return lying === undefined ? reports : reports.map((report, index) => joined(report, lying[index]));
};

/** What is asked of a gate about that state: history was searched before. */
export const lyingState = (
  snapshot: Snapshot,
  { deny: { history: _, ...deny } = {} }: Pick<GateContext, "deny">,
): Pick<GateContext, "snapshot" | "deny"> => ({ snapshot, deny });

// --- internal ---

const joined = (report: Report, lying: Report | undefined): Report => {
  const { findings } = lying ?? report;
  return { ...report, findings, verdict: verdictOf(findings) };
};
