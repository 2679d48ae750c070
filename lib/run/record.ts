/**
 * One run from its first signal handler to its bundle.
 *
 * @module
 */
import { basename, join } from "node:path";
import { exits, KprovError, messageOf } from "../errors.ts";
import { layout } from "../evidence/index.ts";
import type { Finding } from "../report.ts";
import type { Around } from "./around.ts";
import { type WrittenBundle, writeBundle } from "./bundle.ts";
import type { ChildEnd } from "./child.ts";
import type { RunFacts } from "./facts.ts";
import { readGitFiles } from "./git-state.ts";
import { findChanged, parseInputRef } from "./inputs.ts";
import { interrupted, takeSignals } from "./interruption.ts";
import type { RunOptions, RunReport } from "./options.ts";
import { findUntouched, type OutputRecord, pipelineOutputs, recordOutputs } from "./outputs.ts";
import { assertData, runPipeline } from "./pipeline/index.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { createRedactor, findSecrets } from "./redaction/index.ts";
import { exitCodeOf, type Logs, outcomeOf, runWrapped } from "./step.ts";
import { createTraceWriter } from "./trace-writer.ts";
import { detectTrustMode } from "./trust-mode.ts";
import { createRunId, createWorkspace, discardWorkspace } from "./workspace.ts";

/**
 * Run a step and leave a bundle, whatever the step does.
 *
 * Before the step has started it throws and leaves nothing: `E_INPUT`, `E_USAGE`, `E_RUN_ID`, `E_IO`,
 * `E_LOOKS_LIKE_PROGRAM`, `E_INTERRUPTED`. Afterwards it throws only when the evidence could not be written,
 * with exit code 125, and says where the pieces are.
 */
export const recordRun = async (options: RunOptions): Promise<RunReport> => {
  const references = options.inputRefs.map(parseInputRef);
  if (options.argv === null && !options.insist) assertData(options.inputs, options.cwd);
  const interruption = takeSignals();
  const workspace = createWorkspace(options.outDir, options.runId ?? createRunId(options.clock));
  const redactor = createRedactor(findSecrets(options.env, { names: options.secrets }));
  const trace = createTraceWriter(join(workspace.dir, layout.trace), options.clock);
  const around = { workspace, redactor, trace, interruption };
  // Until the wrapped command has run there is nothing that a second try could not make again.
  let worthKeeping = false;
  try {
    const prepared = await prepare(options, references, around);
    worthKeeping = options.argv !== null;
    const begun = options.clock.monotonic();
    const made =
      options.argv === null ? await processInputs(options, prepared, around) : await runCommand(options, around);
    const durationMs = Number((options.clock.monotonic() - begun) / 1_000_000n);
    return await conclude(options, { ...prepared, ...made, durationMs }, around);
  } catch (error) {
    trace.abandon();
    if (!worthKeeping) discardWorkspace(workspace);
    throw worthKeeping ? evidenceLost(error, workspace.dir) : error;
  } finally {
    interruption.release();
  }
};

/** Run a command without evidence: only its exit code, its signals and its timeout are ours. */
export const runWithoutEvidence = async (
  options: RunOptions & { argv: readonly [string, ...string[]] },
): Promise<RunReport> => {
  const interruption = takeSignals();
  try {
    const runId = options.runId ?? createRunId(options.clock);
    const { child } = await runWrapped(options, {
      dir: null,
      runId,
      redactor: createRedactor([]),
      trace: null,
      interruption,
    });
    const outcome = outcomeOf(child, []);
    return { ...noBundle, runId, outcome, exitCode: exitCodeOf(child, outcome) };
  } finally {
    interruption.release();
  }
};

// --- internal ---

const noBundle = {
  schema: "kprov.run/v1" as const,
  bundle: null,
  stableDigest: null,
  bundleDigest: null,
  inputs: 0,
  outputs: 0,
  findings: [],
  redactions: [],
};

/** What a step left to be recorded. */
interface Made {
  child: ChildEnd | null;
  logs: Logs;
  logFault: string | null;
  takeOutputs: (onProgress: (bytes: number) => void) => Promise<OutputRecord>;
}

const runCommand = async (options: RunOptions, around: Around): Promise<Made> => {
  const { workspace, redactor, trace, interruption } = around;
  const argv = options.argv ?? ["true"];
  const { child, logs, logFault } = await runWrapped(
    { ...options, argv },
    { dir: workspace.dir, runId: workspace.runId, redactor, trace, interruption },
  );
  return { child, logs, logFault, takeOutputs: (onProgress) => recordOutputs(options, workspace.dir, onProgress) };
};

const processInputs = async (options: RunOptions, prepared: Prepared, around: Around): Promise<Made> => {
  const { workspace, trace, interruption } = around;
  const breathe = async (): Promise<void> => {
    await new Promise(setImmediate);
    interruption.check();
  };
  trace.event("step.start", { pipeline: "text" });
  const { members, passedThrough } = await runPipeline(prepared.inputs, { dir: workspace.dir, breathe });
  trace.event("step.end", { exitCode: 0, signal: null });
  for (const { path, why } of passedThrough)
    options.talk.note(`"${path}" is not text (${why}): passed through untouched`);
  const logs = { recorded: false, stdoutBytes: 0, stderrBytes: 0, complete: true };
  return { child: null, logs, logFault: null, takeOutputs: () => pipelineOutputs(workspace.dir, members) };
};

/** Look again at inputs, outputs and git, settle the outcome, write the bundle. */
const conclude = async (
  options: RunOptions,
  run: Prepared & Made & { durationMs: number },
  around: Around,
): Promise<RunReport> => {
  const { workspace, trace, interruption } = around;
  const { clock, talk, cwd, outDir } = options;
  // From here on a first ctrl-C must not cost the evidence of a step that has run.
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
  try {
    const [after, outputs] = await Promise.all([
      run.place.top === null ? null : readGitFiles(cwd, run.place.top, outDir),
      run.takeOutputs(onProgress),
    ]);
    const outputPaths = new Set(outputs.files.map(({ path }) => path));
    const changed = findChanged(run.inputs).filter((path) => !outputPaths.has(path));
    trace.event("outputs.recorded", { files: outputs.files.length });
    const outcome = outcomeOf(run.child, [
      ...changed.map((subject) => ({ code: "INPUT_CHANGED", subject })),
      ...outputs.findings,
    ]);
    const facts: RunFacts = {
      ...run,
      runId: workspace.runId,
      step: options.step ?? (options.argv === null ? "pipeline" : basename(options.argv[0])),
      // Not the wall clock again: it may have been set back in between.
      finishedAt: run.startedAt + Number((clock.monotonic() - run.begun) / 1_000_000n),
      trustMode: detectTrustMode(options.env),
      after,
      outputs: outputs.files,
      unchangedOutputs: findUntouched(outputs.files, run.outputsBefore),
      outcome,
      exitCode: exitCodeOf(run.child, outcome),
    };
    onProgress(0);
    const written = await writeBundle(options, facts, {
      workspace,
      redactor: around.redactor,
      trace,
      logFault: run.logFault,
    });
    return reportOf(facts, written, { around, logFault: run.logFault });
  } finally {
    release();
  }
};

const reportOf = (
  facts: RunFacts,
  written: WrittenBundle,
  { around, logFault }: { around: Around; logFault: string | null },
): RunReport => {
  const { outcome } = facts;
  const findings: Finding[] = outcome.findings.map(({ code, subject }) => ({
    code: code as Finding["code"],
    level: "violation",
    path: subject,
    message: messages[code] ?? code,
  }));
  for (const { path, secrets } of written.withheld) {
    findings.push({
      code: "MEMBER_WITHHELD",
      level: "undecided",
      path,
      message: `It holds the value of ${secrets.join(", ")} and was left out`,
    });
  }
  if (logFault !== null)
    findings.push({
      code: "LOG_CUT",
      level: "undecided",
      message: `A log could not be written to its end: ${logFault}`,
    });
  return {
    schema: "kprov.run/v1",
    runId: facts.runId,
    bundle: around.workspace.bundle,
    outcome,
    exitCode: written.incomplete ? exits.evidence : facts.exitCode,
    stableDigest: written.stableDigest,
    bundleDigest: written.bundleDigest,
    inputs: facts.inputs.length,
    outputs: facts.outputs.length,
    findings,
    redactions: around.redactor.report(),
  };
};

const messages: Record<string, string> = {
  INPUT_CHANGED: "The input changed while the step ran",
  OUTPUT_MISSING: "The declared output was not made",
  OUTPUT_UNREADABLE: "The declared output can't be recorded",
  OUTPUT_NOT_COLLECTED: "The output could not be copied into the bundle",
  STEP_NOT_STARTED: "The command could not be started",
};

const evidenceLost = (error: unknown, dir: string): KprovError =>
  new KprovError(
    error instanceof KprovError ? error.code : "E_IO",
    `The step has run, but its evidence could not be written: ${messageOf(error)}`,
    {
      cause: error,
      exit: exits.evidence,
      hint: `what there is lies in "${dir}"; kprovengine clean removes it`,
    },
  );
