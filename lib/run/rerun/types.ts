/**
 * What repeating a run is about.
 *
 * @module
 */
import type { HumanReview, Provenance, RunSummary, Toolchain } from "../../evidence/index.ts";
import type { Finding, Verdict } from "../../report.ts";
import type { BundleVerdict } from "../../verify/index.ts";
import type { Mismatch } from "../determinism/index.ts";
import type { RunReport } from "../options.ts";

/** A bundle that was verified, and its documents. */
export interface Recorded {
  /** Where it lies while this is used, absolute. */
  dir: string;
  verdict: BundleVerdict;
  provenance: Provenance;
  summary: RunSummary;
  toolchain: Toolchain;
  review: HumanReview;
}

/** One thing that is not as it was recorded. */
export type Drift = NonNullable<RunSummary["drift"]>[number];

/** The document of `rerun --json`, `kprov.rerun/v1`. */
export interface RerunReport {
  schema: "kprov.rerun/v1";
  /** `proved`: the outputs are the recorded ones; `undecided`: nothing was run. */
  verdict: Verdict;
  /** The bundle as it was named, and the run in it. */
  bundle: string;
  rerunOf: { runId: string; bundleDigest: string };
  step: string;
  /** Null for the built-in pipeline. */
  argv: string[] | null;
  commit: string | null;
  drift: Drift[];
  /** What of `drift` was found only once the step had run. */
  laterDrift: Drift[];
  /** The new run; null when nothing was run. */
  run: RunReport | null;
  stableDigest: { recorded: string; now: string | null; equal: boolean };
  compared: { outputs: number; logs: number };
  differences: (Mismatch & { decides: boolean })[];
  findings: Finding[];
}
