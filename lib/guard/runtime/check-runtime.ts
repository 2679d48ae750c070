/**
 * The check of runtimes: declarations against each other, against the policy, against CI and against what is here.
 *
 * @module
 */
import type { ResolvedConfig } from "../../config/index.ts";
import { type ConfigDigest, createReport, type Report } from "../../report.ts";
import { areReceipts, keptWhileSame } from "../surface/kept.ts";
import { type Snapshot, takeSnapshot } from "../surface/snapshot.ts";
import { type AskOptions, askInterpreter, type Interpreter } from "./interpreter.ts";
import type { Judged } from "./judge-tree.ts";
import type { RuntimeRule } from "./rule.ts";
import { type Runtime, runtimes } from "./version.ts";

export interface CheckRuntimeOptions {
  /** Anywhere in the work tree; all of the repository is judged. */
  cwd: string;
  /** The policy; a runtime that is null has none. */
  runtime: ResolvedConfig["runtime"];
  config: ConfigDigest | null;
  /** Of this program, for the report. */
  version: string;
  /** Where interpreters are looked for. */
  env: NodeJS.ProcessEnv;
  /** Where what was proved may be kept; default null, nowhere. */
  cacheDir?: string | null;
  /** Default: taken now. */
  snapshot?: Snapshot;
  /** Default: {@link runtimeRules}. */
  rules?: readonly RuntimeRule[];
  /** Default: {@link askInterpreter}. */
  ask?: (runtime: Runtime, options: AskOptions) => Promise<Interpreter>;
}

/**
 * Judge every declaration of a runtime that git tracks, and the interpreters that would run here.
 *
 * All findings at once, sorted. Reads, and asks interpreters for their version; no network. Throws
 * `E_NO_REPOSITORY` outside a repository, `E_TOOL_MISSING` without git, `E_GIT` when git fails, `E_CONFIG` for a
 * policy that can't be understood.
 */
export const checkRuntime = async (options: CheckRuntimeOptions): Promise<Report> => {
  const { cwd, config, version } = options;
  const snapshot = options.snapshot ?? takeSnapshot(cwd);
  void snapshot.changes(); // git answers while the rest is loaded.
  let isNew = false;
  const judge = async (): Promise<Judged> => {
    isNew = true;
    return (await import("./judge-tree.ts")).judgeTree(options, snapshot);
  };
  const kept = await keptWhileSame(snapshot, keepingOf(options), judge);
  const { findings, coverage } = isNew || (await doAnswerAsBefore(kept, options, snapshot)) ? kept : await judge();
  return createReport({ check: "check-runtime", findings, coverage, config, version });
};

// --- internal ---

/** What was proved stays so while the tree and the policy are the same, and interpreters answer as they did. */
const keepingOf = ({ cacheDir = null, rules, ask, runtime, version }: CheckRuntimeOptions) => ({
  // Nobody knows what other rules are.
  cacheDir: rules === undefined && ask === undefined ? cacheDir : null,
  kind: "runtime",
  ruleset: JSON.stringify([process.version, version, runtime]),
  isKeepable: (value: unknown): value is Judged => {
    const { findings, coverage, interpreters } = (value ?? {}) as Partial<Judged>;
    const isProved = Array.isArray(findings) && findings.length === 0 && areReceipts(coverage);
    return isProved && Array.isArray(interpreters) && interpreters.every((one) => isRuntime(one?.runtime));
  },
});

const isRuntime = (name: unknown): boolean => runtimes.some((runtime) => runtime === name);

const doAnswerAsBefore = async (
  { interpreters }: Judged,
  { env }: CheckRuntimeOptions,
  snapshot: Snapshot,
): Promise<boolean> => {
  const tracked = await snapshot.tracked();
  const place = { root: snapshot.root, env, isTracked: (path: string) => tracked.indexOf(path) !== undefined };
  const answers = await Promise.all(interpreters.map(({ runtime }) => askInterpreter(runtime, place)));
  return JSON.stringify(answers) === JSON.stringify(interpreters);
};
