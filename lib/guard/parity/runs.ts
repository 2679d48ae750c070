/**
 * One program that a script of CI runs, and what is known of it.
 *
 * @module
 */

import { type Fault, type Spot, shortened } from "./fault.ts";
import { type Front, isMoving, unwrapped } from "./fronts.ts";
import type { Traced } from "./shell/flow.ts";
import type { Word } from "./shell/syntax.ts";
import type { TaskScript } from "./task/index.ts";
import { isOneWord } from "./task/task.ts";

/** A script, or the beginning of one, and where each character of it stands. */
export interface Past {
  text: string;
  places: Script["places"];
}

/** One program that is run, at the end of a chain of tasks. */
export interface Run {
  argv: readonly (string | undefined)[];
  /** The same words as written. */
  raws: readonly string[];
  /** The programs in front of them: `env`, `sudo`. */
  fronts: readonly Front<Word>[];
  /** Words, as written, that may turn out to be others, or several. */
  loose: readonly string[];
  /** Its words as written, joined by blanks. */
  text: string;
  /** The command that it is a part of, as written. */
  whole: string;
  /** The functions that lead to it, and the scripts that stand in words, each as written. */
  around: readonly string[];
  /** The script up to the end of that command. */
  past: Past;
  at: Spot;
  cwd: string | undefined;
  /** What led where only a run knows, as written. */
  stray?: string | undefined;
  /** Where the script began that it stands in. */
  start: string | undefined;
  /** Why its failure would not be that of the step. */
  faults: readonly Fault[];
  isAsked: boolean;
  /** And its failure leads to one of the script: `if ! run; then exit 1; fi`. */
  isEnding?: boolean;
  /** Whether it stands in the words of another command of the same script. */
  held?: Traced["held"];
  /** That it gets a function of the shell that runs it. */
  handed?: Fault | undefined;
  /** What it reads. */
  input?: Traced["input"];
  /** The commands that led here, the outermost first; each as written. */
  via: readonly Run[];
  /** Variables that are set for it alone, or by the task that runs it. */
  assignments: readonly string[];
  /** Names of the environment that decide whether the task that runs it runs it. */
  asks: readonly string[];
  /** Files that keep it from running it, when they are there. */
  unless: readonly string[];
  /** What that puts into the script and only a run knows. */
  open: readonly string[];
  /** It is a task and nothing else: what that runs follows. */
  isTask: boolean;
  /** It is run by a command that does more than that: a script of the project where its packages are installed, or what is `called`. */
  isBeside?: true | "called" | undefined;
}

/** Something of a script that can't be followed. */
export interface Unfollowed {
  at: Spot;
  why: string;
  written: string;
  via: readonly Run[];
  /** How many runs there are before it. */
  before: number;
  /** It is a script of the project that is run where its packages are installed: nobody has it listed. */
  isInstalled: boolean;
}

/** A script that was followed, whatever it runs. */
export interface ReadScript extends Past {
  /** How many runs there are before it. */
  before: number;
}

export interface Followed {
  runs: Run[];
  scripts: ReadScript[];
  unfollowed: Unfollowed[];
}

export interface Script extends Omit<TaskScript, "cwd"> {
  cwd: string | undefined;
}

/** What `traced` of `script` runs. */
export const runOf = (traced: Traced, script: Script, { via, isBeside }: Pick<Run, "via" | "isBeside">): Run => {
  const { fronts, words } = unwrapped(traced.words);
  const before = fronts.flatMap((front) => front.words);
  return {
    argv: words.map(({ value }) => value),
    raws: words.map(({ raw }) => raw),
    fronts,
    loose: [...before.filter((word) => !isOneWord(word)), ...traced.words.filter(({ isPattern }) => isPattern)].map(
      ({ raw }) => raw,
    ),
    text: words.length > 0 ? shortWords(words) : shortened(traced.text),
    whole: traced.whole,
    around: traced.around,
    past: { text: script.text.slice(0, traced.wholeEnd), places: script.places },
    at: traced.at,
    cwd: fronts.some(isMoving) ? undefined : traced.cwd,
    stray: traced.cwd === undefined ? traced.went : undefined,
    start: script.cwd,
    faults: [...script.faults, ...traced.faults],
    isAsked: traced.isAsked,
    isEnding: traced.isEnding,
    held: traced.held,
    handed: traced.handed,
    input: traced.input,
    via,
    assignments: [...(script.assignments ?? []), ...traced.assignments.map(({ raw }) => raw)],
    asks: script.asks ?? [],
    unless: script.unless ?? [],
    open: script.open ?? [],
    isTask: false,
    isBeside,
  };
};

/** A program in front of it goes elsewhere. */
export const isMoved = ({ cwd, stray }: Run): boolean => cwd === undefined && stray === undefined;

// --- internal ---

const shortWords = (words: readonly Word[]): string => words.map(({ raw }) => raw.replaceAll("\\\n", "")).join(" ");
