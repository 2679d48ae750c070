/**
 * Runs joined by content: what one made and another read.
 *
 * @module
 */

export type Direction = "upstream" | "downstream" | "both";

/** The document of `catalog lineage`. Runs are named by their bundle digests. */
export interface Lineage {
  schema: "kprov.lineage/v1";
  start: LineageStart;
  direction: Direction;
  /** Nearest first, then in the order of time. */
  runs: LineageRun[];
  /** In the order of the runs that they lead from, then of those that they lead to. */
  links: LineageLink[];
  /** Runs that depend on each other, each a list of bundle digests. */
  cycles: string[][];
  /** Content that joins nothing, because it says nothing about where it came from. */
  unfollowed: { count: number; first: Unfollowed[] };
  gaps: {
    /** Inputs that no run of the catalog made, all runs together. */
    unmadeInputs: number;
    /** Runs whose own record says that it is not complete. */
    incompleteRuns: string[];
    /** Bundles of the whole catalog that can't be believed: what they made and read is not known. */
    refusedBundles: number;
  };
  limits: LineageLimits & { cut: Cut[] };
}

export type LineageStart =
  | { kind: "run"; bundleDigest: string }
  | { kind: "content"; digest: string; name: string | null; madeBy: string[]; readBy: string[] };

export interface LineageRun {
  bundleDigest: string;
  runId: string;
  project: string | null;
  step: string;
  /** ISO 8601 in UTC. */
  startedAt: string;
  durationMs: number;
  outcome: string;
  origin: string;
  review: string;
  isIncomplete: boolean;
  /** Where the bundle lies; null when it is at no place that the catalog knows. */
  location: string | null;
  /** Steps from the start: below 0 upstream, above 0 downstream. */
  depth: number;
  /** Inputs that no other run of the catalog made. Null for a run whose inputs were not asked for. */
  unmade: { count: number; first: string[] } | null;
}

export interface LineageLink {
  from: string;
  to: string;
  /** How many contents join the two; `files` are the first of them, sorted by path. */
  count: number;
  files: LinkFile[];
  /** The maker began after the reader: the same content was made again, or a clock is wrong. */
  isLater: boolean;
}

export interface LinkFile {
  digest: string;
  size: number | null;
  /** Path as the maker calls it, and as the reader does. */
  made: string;
  read: string;
}

export interface Unfollowed {
  digest: string;
  path: string;
  /** `common`: more runs made it than {@link LineageLimits.makers}. */
  reason: "empty" | "common";
}

export interface LineageLimits {
  /** Steps away from the start; null for no limit. */
  depth: number | null;
  /** Runs at most. */
  runs: number;
  /** Content that more runs than this made joins nothing. */
  makers: number;
  /** Of several runs that made a content before it was read, so many are named as possible makers: the newest. */
  candidates: number;
}

/** What was left out: runs deeper than asked, runs beyond the limit, files beyond what can be looked at. */
export type Cut = "depth" | "runs" | "files";

export const defaultLimits: LineageLimits = { depth: null, runs: 10_000, makers: 1000, candidates: 20 };

/** SHA-256 of nothing. */
export const emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
