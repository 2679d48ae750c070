/**
 * What a page shows of one run: plain data, so that every piece of a page is a function of it.
 *
 * @module
 */
import type { FileTrace, Member, Provenance, RunSummary, TestResult, Toolchain } from "../evidence/index.ts";
import type { BundleVerdict, ReviewStatus } from "../verify/index.ts";
import type { LogExcerpt } from "./log-excerpt.ts";
import type { Timeline } from "./timeline.ts";

export interface RunView {
  /** Last part of the path that was given: a page says nothing about the machine that made it. */
  name: string;
  /** What the page calls it: its step, and more where other runs on the page have the same; its name when that is unknown. */
  label: string;
  verdict: BundleVerdict;
  /** Null when the documents of the bundle can't be used: then nothing that they say is repeated. */
  details: RunDetails | null;
}

export interface RunDetails {
  provenance: Provenance;
  summary: RunSummary;
  toolchain: Toolchain;
  members: readonly Member[];
  timeline: Timeline;
  logs: { name: "stdout" | "stderr"; path: string; excerpt: LogExcerpt }[];
  /** Null when the run did not trace files. */
  fileTrace: FileTrace | null;
  /** Null when nobody asks who decided, or the bundle is not whole. */
  reviews: ReviewStatus | null;
  /** Statements that the run refers to and that were handed over, by their digest. */
  statements: ReadonlyMap<string, TestResult>;
}

/** Everything that a page is made of. */
export interface PageView {
  /** Over all that was asked. */
  verdict: BundleVerdict["verdict"];
  /** In the order of time. */
  runs: RunView[];
  /** About the bundles together. */
  chain: BundleVerdict["findings"];
  /** Things beside the bundles that nobody judged. */
  notJudged: string[];
}
