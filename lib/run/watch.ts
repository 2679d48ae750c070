/**
 * What is looked at beside the declarations: the files that the step opens, and the work tree before and after.
 *
 * @module
 */
import type { Completeness, Outcome } from "../evidence/index.ts";
import type { FilesTraced, Scope, Source, Strace, Tracing } from "./files-traced/index.ts";
import type { GitFiles, GitPlace } from "./git-state.ts";
import type { RecordedFile } from "./inputs.ts";
import type { RunOptions } from "./options.ts";
import type { TreeChanges, TreeListing } from "./scan.ts";
import type { ToolchainCapture } from "./toolchain/index.ts";

/** Ready before the step starts. */
export interface Watch {
  scope: Scope;
  tracing: Tracing | null;
  before: TreeListing | null;
}

/** What was seen, once the step has ended. */
export interface Watched {
  traced: FilesTraced | null;
  /** Why the trace that was asked for is not whole; null when it is. */
  traceFault: string | null;
  scan: TreeChanges | null;
  completeness: Completeness;
  /** Why the run has failed. */
  findings: Outcome["findings"];
}

/** The tracer, when one is asked for: found and tried, so that nothing runs untraced. Throws `E_TRACER`. */
export const findTracer = async ({ traceFiles = false, cwd, env }: RunOptions): Promise<Strace | null> =>
  traceFiles ? (await loadTracing()).findStrace({ cwd, env }) : null;

/** Get ready. `top` is the repository's, or null. Null when nothing is asked for. Throws `E_TRACER`, `E_IO`. */
export const openWatch = async (
  options: RunOptions,
  { top, inputs, strace }: { top: string | null; inputs: readonly RecordedFile[]; strace: Strace | null },
): Promise<Watch | null> => {
  const { cwd, env, outDir, scanFiles = false } = options;
  if (strace === null && !scanFiles) return null;
  const { createScope, openTracing } = await loadTracing();
  const scope = createScope({ cwd, top, outDir, home: env["HOME"] });
  const before = scanFiles ? (await loadScan()).listTree(scope) : null;
  return { scope, before, tracing: strace === null ? null : await openTracing(strace, { scope, inputs }, options) };
};

/** Look again after the step. */
export const settleWatch = async (
  watch: Watch | null,
  run: {
    options: RunOptions;
    isStarted: boolean;
    inputs: readonly RecordedFile[];
    outputs: readonly RecordedFile[];
    changed: readonly string[];
    toolchain: ToolchainCapture;
    place: GitPlace;
    before: GitFiles | null;
  },
  onProgress: (bytes: number) => void,
): Promise<Watched> => {
  const { options, outputs, isStarted } = run;
  if (watch === null || !isStarted)
    return { traced: null, traceFault: null, scan: null, completeness: "declared", findings: [] };
  const { scope, tracing, before } = watch;
  const { settleTracing, strictFindings } = await loadTracing();
  const { compareTrees, listTree } = await loadScan();
  const scan = before === null ? null : compareTrees(before, listTree(scope), { scope, outputs });
  const fault = tracing?.tracer.fault() ?? null;
  const traced =
    tracing === null || fault !== null
      ? null
      : await settleTracing(tracing, { ...run, cwd: options.cwd, source: sourceOf(run) }, onProgress);
  return {
    traced,
    traceFault: fault,
    scan,
    completeness: traced !== null ? "traced" : scan !== null ? "scanned" : "declared",
    findings: options.strictInputs === true && traced !== null ? strictFindings(traced) : [],
  };
};

// --- internal ---

/** Most runs need neither. */
const loadTracing = () => import("./files-traced/index.ts");
const loadScan = () => import("./scan.ts");

const sourceOf = ({ place, before }: { place: GitPlace; before: GitFiles | null }): Source | null =>
  place.top === null || before === null || before.commit === null ? null : { top: place.top, commit: before.commit };
