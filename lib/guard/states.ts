/**
 * A pass has to hold for what lies in the work tree, for what `git commit --all` would make of it, and for what is staged: each of
 * the two as a commit of its own, judged by the policy that it holds.
 *
 * @module
 */
import { type Report, verdictOf } from "../report.ts";
import type { GateContext } from "./gate.ts";
import type { DenyOptions } from "./private/args.ts";
import { isPolicyOther } from "./staged/policy-files.ts";
import { withCommitAll } from "./surface/commit-all.ts";
import { type Snapshot, takeSnapshot } from "./surface/snapshot.ts";
import { keepPrivateTokens } from "./unsaid.ts";

/** What differs in a gate's context from state to state. */
export interface GateState extends Pick<GateContext, "config" | "digest" | "path" | "root" | "policyRoot"> {
  snapshot: Snapshot;
  deny: DenyOptions;
}

/**
 * The reports of `judge` about `state`, which has the index and the files that lie there. What is proved has to be so, too, in what
 * `git commit --all` would make, where files may be gone and a waiver of no use any more; and in what is staged, where that has
 * other policy or other ignore files. `judge` leaves out what a state's configuration does not ask for. Throws what `judge`,
 * `withCommitAll` and `loadStagedPolicy` throw.
 */
export const judgeStates = async (
  state: GateState,
  context: Pick<GateContext, "cwd" | "env" | "cacheDir" | "base">,
  judge: (state: GateState) => Promise<Report[]>,
): Promise<Report[]> => {
  const reports = await judge(state);
  if (!reports.some(isProved)) return reports;
  const look = async (snapshot: Snapshot) => judgeAsCommit({ ...state, snapshot }, context, judge);
  const committed = await withCommitAll(state.snapshot, context, look);
  if (committed === undefined) return reports;
  const staged = (await isStagedOtherwise(state, context)) ? await look(takeSnapshot(context.cwd, stagedHere)) : [];
  const withCommitted = joined(reports, committed, "as git commit --all would have it");
  return joined(withCommitted, staged, "as it is staged, not as it lies here");
};

// --- internal ---

const isProved = ({ verdict }: Report): boolean => verdict === "proved";

/** Whatever a hook says of another index: that is asked for by --staged. */
const stagedHere = { staged: true, env: {} };

type Context = Parameters<typeof judgeStates>[1];
type Judge = Parameters<typeof judgeStates>[2];

/** By its own policy, where no base judges. History was searched before. */
const judgeAsCommit = async (
  { deny: { history: _, ...deny }, ...state }: GateState,
  { cwd, env, base }: Context,
  judge: Judge,
): Promise<Report[]> => {
  if (base !== undefined || !(await isPolicyOther(state, state.snapshot))) return judge({ ...state, deny });
  const { loadingOf, withPolicyOf } = await import("./staged/index.ts");
  return withPolicyOf(state.snapshot, loadingOf(state, cwd), async ({ snapshot, loaded, policyRoot }) => {
    const own = { ...loaded, snapshot, policyRoot, deny };
    await keepPrivateTokens({ ...state, cwd, env, deny, base: { candidate: { loaded, policyRoot } } });
    return judge(own);
  });
};

/** Its files were looked at with those that lie there. */
const isStagedOtherwise = async (state: GateState, { base }: Context): Promise<boolean> => {
  const { paths, at } = await state.snapshot.tracked();
  if (paths.some((path, index) => /(?:^|\/)\.gitignore$/.test(path) && !at(index).isSame)) return true;
  return base === undefined && isPolicyOther(state, state.snapshot);
};

const joined = (reports: readonly Report[], others: readonly Report[], state: string): Report[] => {
  const known = new Set(reports.map(({ check }) => check));
  const told = others.map((report) => ({
    ...report,
    findings: report.findings.map((finding) => ({ ...finding, message: `${finding.message} (${state})` })),
  }));
  return [
    ...reports.map((report) => {
      const findings = told.find(({ check }) => check === report.check)?.findings ?? [];
      return isProved(report) ? { ...report, findings, verdict: verdictOf(findings) } : report;
    }),
    // Asked for by that state's configuration alone.
    ...told.filter((report) => !known.has(report.check) && !isProved(report)),
  ];
};
