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
import type { Watched } from "./watch.ts";
import type { Withheld } from "./withheld.ts";

export interface RunFacts extends Omit<Watched, "findings"> {
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
  /** Those of them that lie in the workspace. */
  collected: readonly RecordedFile[];
  /** Those that don't, because a known secret value is in them. */
  withheld: readonly Withheld[];
  /** Declared outputs that were there before the step and that it did not touch. */
  unchangedOutputs: readonly string[];
  logs: Logs;
  outcome: Outcome;
  exitCode: number;
}
