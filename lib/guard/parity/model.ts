/**
 * CI as the rules see it, whichever system it is.
 *
 * @module
 */
import type { Unseen } from "../ci/index.ts";
import type { Located } from "../sources/tree.ts";
import type { Event, Fault, Spot } from "./fault.ts";
import type { Followed, Script } from "./runs.ts";

export type System = "github" | "gitlab";

/** Something that a job does. */
export interface Step {
  job: Job;
  at: Spot;
  /** A script as it stands, which may be followed; `why` where its shell is none that is read here. */
  script?: { text: string; how: Script | { why: string } };
  /** What the script runs; filled in when it was followed. */
  followed?: Followed;
  /** Something of another repository that is run: an action, a workflow, a file that is included. */
  uses?: Located<string>;
  /** Values of `with`. */
  inputs?: ReadonlyMap<string, Located<unknown>>;
  /** Variables that CI sets for it. */
  variables: readonly SetVariable[];
  /** How many steps stand before it, for the versions in force. */
  setUp?: number;
  /** What could keep it from running, or its failure from counting, around the script. */
  faults: readonly Fault[];
  /** Words of the script that others write. */
  injected?: readonly Injected[];
}

/** What is put into a script before a shell reads it. */
export interface Injected {
  /** Offset in the script. */
  at: number;
  fault: Fault;
}

/** The name of a variable, and its value where that is a text. */
export interface SetVariable extends Located<string> {
  text?: string | undefined;
}

export interface Job {
  system: System;
  /** The file that CI reads first. */
  file: string;
  /** As people name it. */
  name: string;
  /** The job of `file` itself that it is, or that calls the workflow it stands in: for that one others wait. */
  outer: string;
  at: Spot;
  steps: Step[];
  /** Names of the checks that it reports; or why they can't be known. */
  checks: readonly string[] | { why: string };
  /** What it was checked out from, where that is another tree than the one that is judged. */
  otherTree: readonly Fault[];
  /** Files of other jobs whose variables it gets. */
  handed?: readonly Handed[];
  /** Versions that it sets up. */
  runtimes: unknown;
}

/** A file with variables that a job leaves for others. */
export interface Handed {
  by: Job;
  file: Located<string>;
}

/** A definition of CI, read. */
export interface Ci {
  system: System;
  file: string;
  /** It decides about changes; one that runs on a schedule or for releases only does not. */
  isJudging: boolean;
  jobs: Job[];
  unseen: readonly Unseen[];
  /** Jobs that are green although what they wait for has failed. */
  umbrellas: readonly Umbrella[];
}

/** A job that waits for others and runs whatever came of them. */
export interface Umbrella {
  job: Job;
  at: Spot;
  written: string;
  /** Names of the jobs that it waits for, directly or not. */
  waitsFor: readonly string[];
  /** It fails when one of them has failed. */
  isFaithful: boolean;
}

/** The events that a gate has to run for. */
export const events: readonly Event[] = ["push", "change"];
