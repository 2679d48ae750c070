/**
 * Everything that is found out before a step starts.
 *
 * @module
 */
import type { ResourceDescriptor } from "../evidence/index.ts";
import type { Around } from "./around.ts";
import type { RunFacts } from "./facts.ts";
import { type GitPlace, readGitFiles, readGitPlace, readRemotes } from "./git-state.ts";
import { type RecordedFile, recordInputs } from "./inputs.ts";
import type { RunOptions } from "./options.ts";
import { outputIdentities } from "./outputs.ts";
import { childEnvironment } from "./step.ts";
import { captureToolchain } from "./toolchain/index.ts";
import { findTracer, openWatch, type Watch } from "./watch.ts";

export interface Prepared extends Inspected {
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** The same moment on the monotonic clock. */
  begun: bigint;
  inputs: RecordedFile[];
  references: ResourceDescriptor[];
  outputsBefore: Map<string, string>;
  /** Null when nothing but the declarations is looked at. */
  watch: Watch | null;
}

/** What other processes were asked. */
type Inspected = Pick<RunFacts, "place" | "before" | "remotes" | "toolchain">;

/** Hash the inputs while git and the toolchain's probes, which are other processes, work beside. */
export const prepare = async (
  options: RunOptions,
  references: ResourceDescriptor[],
  around: Around,
): Promise<Prepared> => {
  const { clock, talk } = options;
  const { trace, interruption, workspace } = around;
  const [startedAt, begun] = [clock.now(), clock.monotonic()];
  trace.event("run.start", { runId: workspace.runId });
  const tracer = findTracer(options);
  tracer.catch(() => undefined); // As below.
  const inspected = inspect(options);
  inspected.catch(() => undefined); // Looked at below; an input's fault may come first.
  const inputs = await recordInputs(options.inputs, {
    cwd: options.cwd,
    exclude: [options.outDir],
    onProgress: (bytes) => {
      interruption.check();
      talk.progress(`hashing inputs: ${Math.round(bytes / 1e6)} MB`);
    },
  });
  trace.event("inputs.recorded", { files: inputs.length });
  const found = await inspected;
  const { state, reason } = found.place;
  if (state === "failed") talk.warn(`the bundle names no commit, because git failed: ${reason}`);
  trace.event("toolchain.recorded", { tools: found.toolchain.document.tools.length });
  const outputsBefore = outputIdentities(options);
  // A signal that came while this thread was busy is heard now; the second turn is the first that surely polls for it.
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  interruption.check();
  const watch = await openWatch(options, { top: found.place.top, inputs, strace: await tracer });
  return { startedAt, begun, inputs, references, outputsBefore, watch, ...found };
};

/** The step's toolchain as it is now. */
export const inspectToolchain = (
  options: RunOptions,
  place: Promise<GitPlace> | GitPlace,
): Promise<RunFacts["toolchain"]> => {
  const { argv, cwd, cacheDir } = options;
  const repositoryRoot = (async () => (await place).top)();
  return captureToolchain({ argv: argv ?? [], cwd, env: childEnvironment(options), repositoryRoot, cacheDir });
};

// --- internal ---

/** All questions at once: most of the time goes into starting the processes that answer them. */
const inspect = async (options: RunOptions): Promise<Inspected> => {
  const { cwd, outDir } = options;
  const asked = readGitPlace(cwd);
  const [place, status, remotes, toolchain] = await Promise.all([
    asked,
    readGitFiles(cwd, outDir, asked),
    readRemotes(cwd),
    inspectToolchain(options, asked),
  ]);
  const isRecorded = place.state === "recorded";
  const failed = isRecorded && "failed" in status ? status.failed : null;
  return {
    place: failed === null ? place : { ...place, state: "failed", reason: failed },
    before: isRecorded && "files" in status ? status.files : null,
    remotes: isRecorded ? remotes : [],
    toolchain,
  };
};
