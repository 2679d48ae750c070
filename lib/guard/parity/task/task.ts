/**
 * What a task is: the scripts that a task runner runs for a name, in its order.
 *
 * @module
 */
import type { Fault, Spot } from "../fault.ts";
import type { Places } from "../places.ts";
import { shellFlagFaults } from "../shell/flags.ts";
import type { Input } from "../shell/input.ts";
import { isSh, readOptions, type ShellOptions } from "../shell/state.ts";
import type { Word } from "../shell/syntax.ts";

/** One script; its failure ends the task, unless `faults` says otherwise. */
export interface TaskScript extends ShellOptions {
  text: string;
  places: Places;
  /** From the repository's top. */
  cwd: string;
  faults: readonly Fault[];
  /** Arguments of a script in a file. */
  args?: readonly Word[];
  /** By which name, for a script in a file: `$0`. */
  called?: string | undefined;
  /** Names of the environment that decide what it says, or whether it is run; behind a `#` those that may be numbers. */
  asks?: readonly string[];
  /** Files from the top that keep the task runner from running it, or make it run something else, when they are there. */
  unless?: readonly string[];
  /** What the task runner puts into it and only a run knows, as written: it may say anything to a shell. */
  open?: readonly string[];
  /** What it leaves there as it stands, where a shell would see a command in a word. */
  foreign?: readonly string[] | undefined;
  /** Variables, with their values, that its programs get from what runs it. */
  assignments?: readonly string[];
  /** Variables of its command line, which a make gives to every make below it. */
  given?: readonly (readonly [string, string])[] | undefined;
}

/**
 * `why`: there is such a task, and what it runs can't be told, but that it is among `perhaps`. `isBeside`: the scripts are run beside
 * what the program does itself: those of packages that it installs, or those that it is told to call. `unread`: why it may run others,
 * too.
 */
export type Task = { unread?: string } & (
  | { scripts: TaskScript[]; isBeside?: true | "called" }
  | { why: string; at?: Spot; perhaps?: readonly TaskScript[] }
);

/** What task runners read. */
export interface TaskFiles {
  /** The text of a tracked file; undefined when there is none. Throws `E_SOURCE` for one that can't be read. */
  text: (path: string) => Promise<string | undefined>;
  paths: readonly string[];
}

/** A command, ready to be looked up: its words' values, undefined where only a run can tell. */
export interface Asked {
  argv: readonly (string | undefined)[];
  words: readonly Word[];
  /** With the programs in front of it. */
  whole?: readonly Word[];
  /** What it reads. */
  input?: Input | undefined;
  cwd: string;
  at: Spot;
  /** The script up to its end. */
  past?: string;
  /** What a make further out was given. */
  given?: TaskScript["given"] | undefined;
  /** What its environment says of npm's `ignore-scripts`; false where it may say so, undefined where it says nothing. */
  isIgnoring?: () => boolean | undefined;
}

/** `name` in `cwd`, from the top. */
export const inDirectory = (cwd: string, name: string): string => (cwd === "" ? name : `${cwd}/${name}`);

export const plainShell: ShellOptions = { errexit: false, pipefail: false, isSh: true };

/** What the words between `shell` and its script switch, and what is wrong with them. */
export const shellWith = (
  shell: string,
  flags: readonly Word[],
  at: Spot,
): { options: ShellOptions; faults: Fault[] } => {
  const options: ShellOptions = { ...plainShell, isSh: isSh(shell) };
  readOptions(flags, options);
  return { options, faults: shellFlagFaults(flags.map(({ value }) => value)).map((fault) => ({ ...fault, at })) };
};

/** Arguments that only a run knows. */
export const unknownArguments: readonly Word[] = [{ raw: '"$@"', value: undefined, at: 0, end: 0 }];

/** What blanks separate. */
export const splitWords = (text: string): string[] => text.match(/\S+/g) ?? [];

/** Words that stand in no script. */
export const wordsOf = (text: string): Word[] =>
  splitWords(text).map((value) => ({ value, raw: value, at: 0, end: 0 }));

/** Whether it stays one word whatever it stands for: a shell splits what a variable holds, unless it stands in double quotes. */
export const isOneWord = ({ value, raw }: Word): boolean =>
  value !== undefined || /^"(?:[^"$`]|\$(?:\w|\{\w+\}))*"$/.test(raw);

/** A POSIX shell of the system: one in the repository may be anything. */
export const isShell = (program: string): boolean =>
  /^(?:\/(?:usr\/(?:local\/)?)?bin\/)?(?:ba|da|k|z)?sh$/.test(program);
