/**
 * One run from its first signal handler to its bundle.
 *
 * @module
 */
import { join } from "node:path";
import { exits, KprovError, messageOf } from "../errors.ts";
import { layout, type ResourceDescriptor } from "../evidence/index.ts";
import { findFiles } from "../find-files.ts";
import { requirePreflight } from "../guard/index.ts";
import { version } from "../version.ts";
import type { Around } from "./around.ts";
import { conclude, type Made } from "./conclude.ts";
import type { FileTracer } from "./files-traced/index.ts";
import { assertRecordable, parseInputRef } from "./inputs.ts";
import { type Interruption, takeSignals } from "./interruption.ts";
import type { RunOptions, RunReport } from "./options.ts";
import { declarationFindings, pipelineOutputs, recordOutputs } from "./outputs.ts";
import { assertData, runPipeline } from "./pipeline/index.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { createRedactor, type Redactor, secretsOf } from "./redaction/index.ts";
import { outcomeFindings, streamFindings } from "./run-report.ts";
import { exitCodeOf, outcomeOf, runWrapped } from "./step.ts";
import { discardNamed, discardPipes, noPipes, type OpenedPipes, openPipes } from "./streams.ts";
import { createTraceWriter, type TraceWriter } from "./trace-writer.ts";
import { createRunId, createWorkspace, discardWorkspace, type Workspace } from "./workspace.ts";

/**
 * Run a step and leave a bundle, whatever the step does.
 *
 * Before the step has started it throws and leaves nothing: `E_INPUT`, `E_USAGE`, `E_RUN_ID`, `E_IO`,
 * `E_LOOKS_LIKE_PROGRAM`, `E_SECRET_FILE`, `E_PREFLIGHT`, `E_INTERRUPTED`. Afterwards it throws only when the evidence could not be written,
 * with exit code 125, and says where the pieces are.
 */
export const recordRun = async (options: RunOptions): Promise<RunReport> => {
  const references = options.inputRefs.map(parseInputRef);
  if (options.argv === null && !options.insist) assertData(options.inputs, options.cwd, options.env);
  const redactor = createRedactor(secretsOf(options));
  assertNoSecret(options.runId, redactor);
  const interruption = takeSignals();
  try {
    // First of all: nothing is left behind by a run that may not begin.
    references.push(...(await preflightOf(options)));
    interruption.check();
    const workspace = createWorkspace(options.outDir, options.runId ?? createRunId(options.clock));
    return await recordInto(workspace, withSafeCache(options, redactor), { references, redactor, interruption });
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
    await preflightOf(options);
    interruption.check();
    const runId = options.runId ?? createRunId(options.clock);
    const { files, faults, unmatched } = findFiles(options.inputs, { cwd: options.cwd });
    assertRecordable(unmatched, faults);
    const { child } = await runWrapped(options, {
      dir: null,
      runId,
      redactor: createRedactor([]),
      trace: null,
      interruption,
      pipes: (await openPipesFor(options, false)).streams,
      events: undefined,
    });
    // No evidence is no excuse: what was declared must still be there.
    const made = findFiles(options.outputs, { cwd: options.cwd });
    const outcome = outcomeOf(child, declarationFindings(made));
    return {
      ...noBundle,
      runId,
      outcome,
      exitCode: exitCodeOf(child, outcome),
      inputs: files.length,
      outputs: made.files.length,
      findings: [...outcomeFindings(outcome), ...streamFindings(child)],
    };
  } finally {
    interruption.release();
  }
};

// --- internal ---

const recordInto = async (
  workspace: Workspace,
  options: RunOptions,
  given: { references: ResourceDescriptor[]; redactor: Redactor; interruption: Interruption },
): Promise<RunReport> => {
  // Until the wrapped command has run there is nothing that a second try could not make again.
  let worthKeeping = false;
  let trace: TraceWriter | undefined;
  // Another process makes them: asked for first, so that it works beside everything else.
  const pipes = openPipesFor(options, true);
  try {
    trace = createTraceWriter(join(workspace.dir, layout.trace), options.clock);
    const around = { ...given, workspace, trace };
    const prepared = await prepare(options, given.references, around);
    worthKeeping = options.argv !== null;
    const begun = options.clock.monotonic();
    const made =
      options.argv === null
        ? await processInputs(options, prepared, around)
        : await runCommand(options, { ...around, tracer: prepared.watch?.tracing?.tracer }, await pipes);
    const durationMs = Number((options.clock.monotonic() - begun) / 1_000_000n);
    return await conclude(options, { ...prepared, ...made, durationMs }, around);
  } catch (error) {
    trace?.abandon();
    if (!worthKeeping) discardOpened(await pipes);
    if (!worthKeeping) discardWorkspace(workspace);
    throw worthKeeping ? evidenceLost(error, workspace.dir) : error;
  }
};

/** The cache of tools names each by its path. */
const withSafeCache = (options: RunOptions, redactor: Redactor): RunOptions => {
  const places = [options.cwd, options.argv?.[0], options.env["PATH"]].join("\n");
  return redactor.sweepBytes(Buffer.from(places)).length === 0 ? options : { ...options, cacheDir: null };
};

/** The statement without which the step may not start; none when nobody asks for it. Throws `E_PREFLIGHT`. */
const preflightOf = async ({ requirePreflight: required, ...options }: RunOptions): Promise<ResourceDescriptor[]> => {
  if (required === null) return [];
  const { cwd, config, clock } = options;
  const { path, sha256 } = await requirePreflight({ ...required, cwd, config, version, now: clock.now() });
  return [{ name: path, digest: { sha256 }, annotations: { kprov_role: "preflight" } }];
};

/** A run id names the bundle's directory, so it can't be redacted. */
const assertNoSecret = (runId: string | null, redactor: Redactor): void => {
  const secrets = runId === null ? [] : redactor.sweepBytes(Buffer.from(runId));
  if (secrets.length > 0)
    throw new KprovError("E_SECRET_LEFT", `Cannot use the run id: it holds the value of ${secrets.join(", ")}`, {
      exit: exits.usage,
    });
};

const noBundle = {
  schema: "kprov.run/v1" as const,
  bundle: null,
  stableDigest: null,
  bundleDigest: null,
  unchanged: [],
  completeness: "declared" as const,
  redactions: [],
};

const openPipesFor = async ({ argv, terminal }: RunOptions, events: boolean): Promise<OpenedPipes> =>
  argv === null ? noPipes : openPipes({ streams: !terminal, events });

const discardOpened = ({ streams, events }: OpenedPipes): void => {
  discardPipes(streams ?? []);
  if (events !== undefined) discardNamed(events);
};

const runCommand = async (
  options: RunOptions,
  around: Around & { tracer: FileTracer | undefined },
  { streams: pipes, events }: OpenedPipes,
): Promise<Made> => {
  const { workspace, redactor, trace, interruption, tracer } = around;
  const argv = options.argv ?? ["true"];
  const { child, logs, logFault } = await runWrapped(
    { ...options, argv },
    { dir: workspace.dir, runId: workspace.runId, redactor, trace, interruption, pipes, events, tracer },
  ).finally(() => tracer?.close());
  return {
    child,
    logs,
    logFault,
    takeOutputs: (onProgress) => recordOutputs(options, { dir: workspace.dir, redactor }, onProgress),
  };
};

const processInputs = async (options: RunOptions, prepared: Prepared, around: Around): Promise<Made> => {
  const { workspace, redactor, trace, interruption } = around;
  const breathe = async (): Promise<void> => {
    await new Promise(setImmediate);
    interruption.check();
  };
  trace.event("step.start", { pipeline: "text" });
  const result = await runPipeline(prepared.inputs, { dir: workspace.dir, redactor, breathe });
  await breathe(); // Until here there is nothing that an interruption could cost.
  trace.event("step.end", { exitCode: 0, signal: null });
  for (const { path, why } of result.passedThrough)
    options.talk.note(`"${path}" is not text (${why}): passed through untouched`);
  const logs = { recorded: false, stdoutBytes: 0, stderrBytes: 0, complete: true };
  return { child: null, logs, logFault: null, takeOutputs: () => pipelineOutputs(workspace.dir, result) };
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
