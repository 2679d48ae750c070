/**
 * Everything that was found out about a run, before it becomes documents.
 *
 * @module
 */
import type { Outcome, ResourceDescriptor } from "../evidence/index.ts";
import type { GitFiles, GitPlace, GitRemote } from "./git-state.ts";
import type { RecordedFile } from "./inputs.ts";
import type { Logs } from "./step.ts";
import type { ToolchainCapture } from "./toolchain/index.ts";
import type { TrustMode } from "./trust-mode.ts";

export interface RunFacts {
  runId: string;
  step: string;
  startedAt: number;
  finishedAt: number;
  durationMs: number;
  trustMode: TrustMode;
  toolchain: ToolchainCapture;
  place: GitPlace;
  remotes: readonly GitRemote[];
  before: GitFiles | null;
  after: GitFiles | null;
  inputs: readonly RecordedFile[];
  references: readonly ResourceDescriptor[];
  outputs: readonly RecordedFile[];
  /** Declared outputs that were there before the step and that it did not touch. */
  unchangedOutputs: readonly string[];
  logs: Logs;
  outcome: Outcome;
  exitCode: number;
}
