/**
 * Everything that a script of CI runs in the end: through make, npm, just and the scripts of the repository.
 *
 * @module
 */
import { SourceError } from "../sources/index.ts";
import { managers } from "./altered/packages.ts";
import { type Spot, shortened } from "./fault.ts";
import { unwrapped } from "./fronts.ts";
import { isIgnoring, noSurrounding, type Surrounding } from "./ignoring.ts";
import { type Followed, isMoved, type Run, runOf, type Script } from "./runs.ts";
import type { Traced } from "./shell/flow.ts";
import { parseShell } from "./shell/parse.ts";
import { ShellFault, type Word } from "./shell/syntax.ts";
import { traceShell } from "./shell/trace.ts";
import { type Task, type TaskFiles, type TaskScript, taskOf } from "./task/index.ts";
import { isInstalling as isInstallation } from "./task/package-install.ts";

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
  inner.isBeside = isBeside === true || (inner.isBeside ?? ("why" in task ? "called" : isBeside));
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
  text.replace(/(?<![^\s;&|(])\[\[( [^&|;<>()`\n]{0,999}? )\]\](?![^\s;&|)])/g, " [$1] ");
