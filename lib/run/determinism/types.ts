/**
 * What is said about two results that should be the same.
 *
 * @module
 */
/** Why two runs of one step probably gave different bytes. */
export type CauseKind =
  | "time-stamp"
  | "path"
  | "locale"
  | "unordered-keys"
  | "unordered-items"
  | "random-seed"
  | "rounding"
  | "memory-address"
  | "process-id"
  | "archive-metadata"
  | "unknown";

export interface Cause {
  kind: CauseKind;
  /** What speaks for it: one sentence without a final full stop. */
  detail: string;
}

/** What is known about a run beside its bytes; it makes a guess a finding. */
export interface Circumstances {
  /** Directories that were this run's alone, absolute. */
  directories: readonly string[];
  /** When it ran, in milliseconds since the epoch; null when not known. */
  began: number | null;
  ended: number | null;
  /** Its locale as in LC_ALL or LANG; null when none was set. */
  locale: string | null;
}

export interface Difference {
  /** Byte offset in the file, from 0. */
  offset: number;
  /** From 1, for text; `column` counts bytes. */
  line: number | null;
  column: number | null;
  /** JSONPath of what differs, such as `$.metrics[2].loss`. */
  jsonPath: string | null;
  /** Where in an archive it lies, `outer > inner`; null for what is no archive. */
  member: string | null;
  /** Field of an archive's header, such as `mtime`. */
  field: string | null;
  /** Both values, short and escaped. */
  first: string;
  second: string;
  cause: Cause;
}

/** Two runs and what is known about them, in the order of the two sources. */
export type Pair<T> = readonly [T, T];
