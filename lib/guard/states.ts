/**
 * A pass has to hold for what lies in the work tree, for what `git commit --all` would make of it, and for what is staged: each of
 * the two as a commit of its own, judged by the policy that it holds.
 *
 * @module
 */
import { exits, KprovError } from "../errors.ts";
import { type Finding, type Report, verdictOf } from "../report.ts";
import type { GateContext } from "./gate.ts";
import type { DenyOptions } from "./private/args.ts";
import { listOtherPolicy } from "./staged/policy-files.ts";
import { stagingOf } from "./staged/staging.ts";
import { withCommitAll } from "./surface/commit-all.ts";
import { type Snapshot, takeSnapshot } from "./surface/snapshot.ts";
import { keepPrivateTokens } from "./unsaid.ts";

/** What differs in a gate's context from state to state. */
export interface GateState extends Pick<GateContext, "config" | "digest" | "path" | "root" | "policyRoot"> {
  snapshot: Snapshot;
  deny: DenyOptions;
}

/**
 * The reports of `judge` about `state`, which has the index and the files that lie there. Where all is proved, it has to be so, too, in
 * what `git commit --all` would make, where files may be gone and a waiver of no use any more; and in what is staged, where that has
 * other policy or other ignore files. `judge` leaves out what a state's configuration does not ask for. Throws what `judge`,
 * `withCommitAll` and `loadStagedPolicy` throw.
 */
export const judgeStates = async (
  state: GateState,
  context: Pick<GateContext, "cwd" | "env" | "cacheDir" | "base">,
  judge: (state: GateState) => Promise<Report[]>,
): Promise<Report[]> => {
  const reports = await judge(state);
  if (state.snapshot.isStaged || !reports.every(isProved)) return reports;
  const look = (snapshot: Snapshot) => judgeAsCommit({ ...state, snapshot }, context, judge);
  const [all] = await Promise.allSettled([withCommitAll(state.snapshot, context, look)]);
  const isAllStaged = all.status === "fulfilled" && all.value === undefined;
  const others = [...(isAllStaged ? [] : await listIgnoring(state)), ...(await listPolicy(state, context))];
  let said = reports;
  // Said first: what is wrong in both is mended by staging it.
  if (others.length > 0) {
    const fix = await stagingOf(others, state.snapshot);
    const staged = { name: "as it is staged, not as it lies here", ...(fix !== undefined && { fix }) };
    said = joined(said, await look(takeSnapshot(context.cwd, stagedHere)).catch(refuse(staged)), staged);
  }
  const committed = { name: "as git commit --all would have it" };
  if (all.status === "rejected") return refuse(committed)(all.reason);
  return all.value === undefined ? said : joined(said, all.value, committed);
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
  { env, ...context }: Context,
  judge: Judge,
): Promise<Report[]> => {
  // What is kept is about the usual index.
  const isOwn = (await listPolicy(state, { ...context, cacheDir: null })).length > 0;
  const { cwd } = context;
  if (!isOwn) return judge({ ...state, deny });
  const { loadingOf, withPolicyOf } = await import("./staged/index.ts");
  return withPolicyOf(state.snapshot, loadingOf(state, cwd), async ({ snapshot, loaded, policyRoot }) => {
    const own = { ...loaded, snapshot, policyRoot, deny };
    await keepPrivateTokens({ ...state, cwd, env, deny, base: { candidate: { loaded, policyRoot } } });
    return judge(own);
  });
};

/** All else that is staged was looked at with what lies there. */
const listIgnoring = async ({ snapshot }: GateState): Promise<string[]> => {
  const { paths, at } = await snapshot.tracked();
  return paths.filter((path, index) => /(?:^|\/)\.gitignore$/.test(path) && !at(index).isSame);
};

/** Where no base judges. */
const listPolicy = async (
  { path, root, config, snapshot }: Omit<GateState, "deny">,
  { cwd, cacheDir, base }: Omit<Context, "env">,
): Promise<string[]> => (base === undefined ? listOtherPolicy({ cwd, path, root, config, cacheDir }, snapshot) : []);

/** One that is looked at beside what lies here: how a person calls it, and what mends all that is wrong in it alone. */
interface Other {
  name: string;
  fix?: string;
}

const told =
  ({ name, ...mended }: Other) =>
  (finding: Finding): Finding => ({ ...finding, message: `${finding.message} (${name})`, ...mended });

/** A configuration that can't be used there is mended as a finding is. */
const refuse =
  ({ name, fix }: Other) =>
  (error: unknown): never => {
    if (!(error instanceof KprovError)) throw error;
    const { code, exit } = error;
    const hint = exit === exits.usage ? (fix ?? error.hint) : error.hint;
    throw new KprovError(code, `${error.message} (${name})`, { cause: error, exit, ...(hint && { hint }) });
  };

/** With what `others` found in another state, where nothing was found until then. */
const joined = (reports: readonly Report[], others: readonly Report[], state: Other): Report[] => {
  const known = new Set(reports.map(({ check }) => check));
  const merged = reports.map((report) => {
    const findings = others.find(({ check }) => check === report.check)?.findings.map(told(state)) ?? [];
    return isProved(report) ? { ...report, findings, verdict: verdictOf(findings) } : report;
  });
  // Asked for by that state's configuration alone.
  const more = others.filter((report) => !known.has(report.check) && !isProved(report));
  return [...merged, ...more.map((report) => ({ ...report, findings: report.findings.map(told(state)) }))];
};
