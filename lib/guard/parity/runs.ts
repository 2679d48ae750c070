/**
 * Everything that a script of CI runs in the end: through make, npm, just and the scripts of the repository.
 *
 * @module
 */

import { SourceError } from "../sources/index.ts";
import { managers } from "./altered/packages.ts";
import { type Fault, type Spot, shortened } from "./fault.ts";
import { type Front, isMoving, unwrapped } from "./fronts.ts";
import { isIgnoring, noSurrounding, type Surrounding } from "./ignoring.ts";
import type { Traced } from "./shell/flow.ts";
import { parseShell } from "./shell/parse.ts";
import { ShellFault, type Word } from "./shell/syntax.ts";
import { traceShell } from "./shell/trace.ts";
import { type Task, type TaskFiles, type TaskScript, taskOf } from "./task/index.ts";
import { isInstalling as isInstallation } from "./task/package-install.ts";
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

/** Follow `script` and all that it runs of the repository. Never throws for what it reads. */
export const followScript = async (
  script: Script,
  files: TaskFiles,
  surrounding: Surrounding = noSurrounding,
): Promise<Followed> => {
  const followed: Followed = { runs: [], scripts: [], unfollowed: [] };
  const texts = (): string[] => [...surrounding.texts(), ...followed.scripts.map(({ text }) => text)];
  const around = { surrounding: { ...surrounding, texts }, via: [], left: { count: mostRuns } };
  await follow(script, { files, followed, isDirectory: directoriesOf(files), ...around, beside: new Set<string>() });
  return followed;
};

// --- internal ---

const deepest = 12;
const mostRuns = 5000;

interface Following {
  files: TaskFiles;
  followed: Followed;
  surrounding: Surrounding;
  isDirectory: (path: string | undefined) => boolean;
  via: readonly Run[];
  left: { count: number };
  given?: TaskScript["given"] | undefined;
  isBeside?: Run["isBeside"];
  /** The scripts that were followed so: what they alter is known by then, and packages may call each other. */
  beside: Set<string>;
}

/** Those that every checkout has: files are tracked in them. */
const directoriesOf = ({ paths }: TaskFiles): Following["isDirectory"] => {
  let known: ReadonlySet<string | undefined> | undefined;
  const read = (): ReadonlySet<string | undefined> => {
    const found = new Set([""]);
    for (const path of paths)
      for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) found.add(path.slice(0, end));
    return found;
  };
  return (path) => {
    known ??= read();
    return known.has(path);
  };
};

const follow = async (script: Script, following: Following): Promise<void> => {
  const { followed, isDirectory, via, left } = following;
  const { text, places } = script;
  const isInstalled = following.isBeside === true;
  if (isKnown(script, following)) return;
  const traced: Traced[] = [];
  followed.scripts.push({ text, places, before: followed.runs.length });
  const doubt = (at: Spot, why: string, written: string): void =>
    void followed.unfollowed.push({ at, why, written, via, before: followed.runs.length, isInstalled });
  const onUnread = isInstalled ? (at: Spot, why: string) => doubt(at, why, shortened(text)) : undefined;
  try {
    const { faults: _, ...options } = script;
    const list = parseShell(isInstalled ? withoutTests(text) : text, script);
    traceShell(list, { ...options, isDirectory, onCommand: (one) => void traced.push(one), onUnread });
  } catch (error) {
    if (!(error instanceof ShellFault)) throw error;
    doubt(places(error.at), `the script can't be understood: ${error.message}`, shortened(text));
    return;
  }
  for (const one of traced) {
    left.count -= 1;
    if (left.count < 0) return doubt(one.at, "it runs too many commands to follow", shortened(one.text));
    const run = runOf(one, script, following);
    followed.runs.push(run);
    await followTask(run, one.words, { ...following, given: script.given ?? following.given });
  }
};

const isKnown = ({ places, text, cwd, args, given, assignments }: Script, { isBeside, beside }: Following): boolean => {
  if (isBeside === undefined) return false;
  const key = JSON.stringify([isBeside, places(0), text, cwd, args?.map(({ raw }) => raw), given, assignments]);
  const isSeen = beside.has(key);
  beside.add(key);
  return isSeen;
};

const followTask = async (run: Run, whole: readonly Word[], following: Following): Promise<void> => {
  const { files, followed, surrounding, via, given } = following;
  const { cwd, argv, at, input } = run;
  const inner: Following = { ...following, via: [...via, run] };
  const isInstalled = following.isBeside === true;
  const doubt = (why: string, place: Spot = at, isOpen = isInstalled): void => {
    const before = followed.runs.length;
    followed.unfollowed.push({ at: place, why, written: run.text, via: inner.via, before, isInstalled: isOpen });
  };
  // npm run test → npm run test.
  if (via.some((one) => one.text === run.text && one.cwd === cwd)) return doubt("it runs itself", at, false);
  try {
    const asked = { argv, words: unwrapped(whole).words, whole, input, cwd: cwd ?? "", at, given, past: run.past.text };
    const task = await taskOf({ ...asked, isIgnoring: () => isIgnoring(run, surrounding) }, files);
    if (isMoved(run) && isInstalled) doubt("in which directory it runs is known only then");
    if (task !== undefined) await followFound(run, task, { inner, isInstalled, doubt });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    doubt(error.reason, error, isInstalled || isInstalling(argv));
  }
};

/** Of the packages that it installs, one can't be read. */
const isInstalling = ([program = "", ...words]: Run["argv"]): boolean =>
  managers.has(program) &&
  isInstallation(
    program,
    words.find((word) => word?.startsWith("-") === false),
    [],
  );

interface Finding {
  inner: Following;
  isInstalled: boolean;
  doubt: (why: string, place?: Spot, isOpen?: boolean) => void;
}

/** A program in front of it goes elsewhere. */
const isMoved = ({ cwd, stray }: Run): boolean => cwd === undefined && stray === undefined;

const followFound = async (run: Run, task: Task, finding: Finding): Promise<void> => {
  const { inner, isInstalled, doubt } = finding;
  const { cwd } = run;
  const isBeside = "isBeside" in task ? task.isBeside : undefined;
  const scripts = "why" in task ? (task.perhaps ?? []) : task.scripts;
  if (task.unread !== undefined && (isInstalled || isBeside === true)) doubt(task.unread, run.at, true);
  // Such a command may do without them.
  if (isBeside !== undefined && scripts.length === 0) return;
  if (inner.via.length > deepest + 1) return doubt("it goes deeper than can be followed");
  run.isTask = isBeside === undefined && !isMoved(run);
  doubtPlace(run, task, finding);
  if (cwd === undefined && isBeside !== "called") return;
  inner.isBeside = isBeside === true || isInstalled || (inner.isBeside ?? ("why" in task ? "called" : isBeside));
  for (const script of scripts)
    await follow({ ...script, ...(cwd === undefined && { cwd }), faults: [...run.faults, ...script.faults] }, inner);
};

const doubtPlace = (run: Run, task: Task, { isInstalled, doubt }: Finding): void => {
  // What it runs there may be another task of the same name.
  if (run.cwd !== undefined) {
    if ("why" in task) doubt(task.why, task.at, isInstalled && task.perhaps === undefined);
  } else if (!isMoved(run))
    doubt(`in which directory it runs is known only then, because of ${JSON.stringify(run.stray)}`);
};

/**
 * To some of the shells that run it, `[[ … ]]` is a program that they do not find, and to others a test: where nothing in it ends a
 * command, they go on alike.
 */
const withoutTests = (text: string): string =>
  text.replace(/(?<![^\s;&|(!])\[\[( [^&|;<>()`\n]{0,999}? )\]\](?![^\s;&|)])/g, " [$1] ");

const runOf = (traced: Traced, script: Script, { via, isBeside }: Following): Run => {
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

const shortWords = (words: readonly Word[]): string => words.map(({ raw }) => raw.replaceAll("\\\n", "")).join(" ");
