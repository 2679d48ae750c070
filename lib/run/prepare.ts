/**
 * Everything that is found out before a step starts.
 *
 * @module
 */
import type { ResourceDescriptor } from "../evidence/index.ts";
import type { Around } from "./around.ts";
import type { RunFacts } from "./facts.ts";
import { readGitFiles, readGitPlace } from "./git-state.ts";
import { type RecordedFile, recordInputs } from "./inputs.ts";
import type { RunOptions } from "./options.ts";
import { outputIdentities } from "./outputs.ts";
import { childEnvironment } from "./step.ts";
import { captureToolchain } from "./toolchain/index.ts";

export interface Prepared {
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** The same moment on the monotonic clock. */
  begun: bigint;
  inputs: RecordedFile[];
  references: ResourceDescriptor[];
  outputsBefore: Map<string, string>;
  place: RunFacts["place"];
  before: RunFacts["before"];
  toolchain: RunFacts["toolchain"];
}

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
  const { place, before, toolchain } = await inspected;
  trace.event("toolchain.recorded", { tools: toolchain.document.tools.length });
  const outputsBefore = outputIdentities(options);
  await new Promise(setImmediate); // A signal that came while this thread was busy is heard now.
  interruption.check();
  return { startedAt, begun, inputs, references, outputsBefore, place, before, toolchain };
};

// --- internal ---

const inspect = async (options: RunOptions): Promise<Pick<Prepared, "place" | "before" | "toolchain">> => {
  const { cwd, argv, cacheDir, outDir } = options;
  const env = childEnvironment(options);
  const placed = readGitPlace(cwd);
  const [place, before, toolchain] = await Promise.all([
    placed,
    placed.then(({ top }) => (top === null ? null : readGitFiles(cwd, top, outDir))),
    placed.then(({ top }) => captureToolchain({ argv: argv ?? [], cwd, env, repositoryRoot: top, cacheDir })),
  ]);
  return { place, before, toolchain };
};
