/**
 * What a history is made of: projects, each of which says what it does on a day.
 *
 * @module
 */

/** How a planned run is meant to end. */
export type Ending = "succeeded" | "failed" | "signalled" | "timed-out";

/** One call of `kprovengine run`, in the project's directory. */
export interface PlannedRun {
  step: string;
  /** Of the step: an argv, without a shell. */
  argv: readonly string[];
  inputs: readonly string[];
  outputs: readonly string[];
  tags: Readonly<Record<string, string>>;
  ending: Ending;
  /** Written before it starts, path → content: what somebody delivered, or set. */
  delivered: Readonly<Record<string, string>>;
  /** Whether the machine signs the bundle. */
  isSigned: boolean;
  collect: boolean;
  reviews: readonly PlannedReview[];
  notes: readonly PlannedNote[];
}

export interface PlannedReview {
  reviewer: "ann" | "ben";
  decision: "approve" | "reject";
  note: string;
}

/** Said of the run afterwards: `kprovengine tag` and `kprovengine annotate`. */
export type PlannedNote = { tag: string } | { text: string };

export interface Day {
  /** Counted from 0. */
  index: number;
  /** Such as `2026-02-01`. */
  name: string;
  /** The one before; null on the first. */
  before: string | null;
}

export interface Project {
  name: string;
  /** Projects whose runs of the same day have to be over, because their outputs are read. */
  after: readonly string[];
  /** Minutes after midnight at which its day begins. */
  opens: number;
  /** Of the first commit, path → content. */
  files: () => Readonly<Record<string, string>>;
  /** Changes of tracked files, with the branch that they are made on; committed unless `isLeft`. */
  changes: (day: Day) => readonly Change[];
  runs: (day: Day) => readonly PlannedRun[];
}

export interface Change {
  branch: string;
  files: Readonly<Record<string, string>>;
  message: string;
  /** Left uncommitted: runs of this day say that the work tree is dirty. */
  isLeft: boolean;
}

/** The first day of every history. */
const first = Date.UTC(2026, 1, 1);
const length = 24 * 60 * 60 * 1000;

export const dayOf = (index: number): Day => ({
  index,
  name: nameOf(index),
  before: index === 0 ? null : nameOf(index - 1),
});

/** Midnight, UTC, in milliseconds since the epoch. */
export const midnightOf = ({ index }: Day): number => first + index * length;

// --- internal ---

const nameOf = (index: number): string => new Date(first + index * length).toISOString().slice(0, 10);
