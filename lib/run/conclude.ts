/**
 * After the step: look again at inputs, outputs and git, settle the outcome, write the bundle.
 *
 * @module
 */
import { basename } from "node:path";
import type { Around } from "./around.ts";
import { writeBundle } from "./bundle.ts";
import type { ChildEnd } from "./child.ts";
import type { RunFacts } from "./facts.ts";
import { readGitFiles } from "./git-state.ts";
import { findChanged } from "./inputs.ts";
import { type Interruption, interrupted } from "./interruption.ts";
import type { RunOptions, RunReport } from "./options.ts";
import { findUntouched, type OutputRecord } from "./outputs.ts";
import { inspectToolchain, type Prepared } from "./prepare.ts";
import { reportOf } from "./run-report.ts";
import { exitCodeOf, type Logs, outcomeOf } from "./step.ts";
import { isSettledByStep } from "./toolchain/settled.ts";
import { detectTrustMode } from "./trust-mode.ts";
import { settleWatch } from "./watch.ts";

/** What a step left to be recorded. */
export interface Made {
  child: ChildEnd | null;
  logs: Logs;
  logFault: string | null;
  takeOutputs: (onProgress: (bytes: number) => void) => Promise<OutputRecord>;
}

/** Look again at inputs, outputs and git, settle the outcome, write the bundle. */
export const conclude = async (
  options: RunOptions,
  run: Prepared & Made & { durationMs: number },
  around: Around,
): Promise<RunReport> => {
  const { workspace, trace, interruption } = around;
  const { clock, cwd, outDir } = options;
  const { onProgress, release } = guardEvidence(options, interruption);
  try {
    const [status, toolchain, outputs] = await Promise.all([
      run.place.top === null ? null : readGitFiles(cwd, outDir, run.place),
      isSettledByStep(run.toolchain.located) ? inspectToolchain(options, run.place) : run.toolchain,
      run.takeOutputs(onProgress),
    ]);
    const outputPaths = new Set(outputs.files.map(({ path }) => path));
    const changed = findChanged(run.inputs).filter((path) => !outputPaths.has(path));
    trace.event("outputs.recorded", { files: outputs.files.length });
    const { findings, ...watched } = await settleWatch(
      run.watch,
      { ...run, options, toolchain, outputs: outputs.files, changed, isStarted: run.child?.start === "started" },
      onProgress,
    );
    const outcome = outcomeOf(run.child, [
      ...changed.map((subject) => ({ code: "INPUT_CHANGED", subject })),
      ...outputs.findings,
      ...findings,
    ]);
    const failed = status !== null && "failed" in status ? status.failed : null;
    const facts: RunFacts = {
      ...run,
      ...watched,
      toolchain,
      place: failed === null ? run.place : { ...run.place, state: "failed", reason: failed },
      runId: workspace.runId,
      step: options.step ?? (options.argv === null ? "pipeline" : basename(options.argv[0]) || "command"),
      // Not the wall clock again: it may have been set back in between.
      finishedAt: run.startedAt + Number((clock.monotonic() - run.begun) / 1_000_000n),
      trustMode: detectTrustMode(options.env),
      after: status !== null && "files" in status ? status.files : null,
      outputs: outputs.files,
      collected: outputs.collected,
      withheld: outputs.withheld,
      unchangedOutputs: findUntouched(outputs.files, run.outputsBefore),
      outcome,
      exitCode: exitCodeOf(run.child, outcome),
    };
    onProgress(0);
    const written = await writeBundle(options, facts, {
      workspace,
      redactor: around.redactor,
      trace,
      fault: run.logFault ?? watched.traceFault,
    });
    return reportOf(facts, written, { around, child: run.child, logFault: run.logFault });
  } finally {
    release();
  }
};

// --- internal ---

/** From here on a first ctrl-C must not cost the evidence of a step that has run; a second one may. */
const guardEvidence = ({ talk }: RunOptions, interruption: Interruption) => {
  let abandoned: NodeJS.Signals | null = null;
  let heard = 0;
  const release = interruption.listen((signal) => {
    heard += 1;
    if (heard === 1) talk.warn("the step has ended; its evidence is being written. Once more to give it up");
    else abandoned = signal;
  });
  const onProgress = (bytes: number): void => {
    if (abandoned !== null) throw interrupted(abandoned);
    talk.progress(`hashing outputs: ${Math.round(bytes / 1e6)} MB`);
  };
  return { onProgress, release };
};
