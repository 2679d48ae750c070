/**
 * `make TARGET`: what its recipes run.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { placesOfFile } from "../places.ts";
import { joined, type ShellOptions } from "../shell/state.ts";
import { type Expansion, expandMake, expandText, isOpen } from "./make-expand.ts";
import { areHarmless, readFlags } from "./make-flags.ts";
import { isReserved, type Variables } from "./make-variables.ts";
import { expansionIn, type MakeCall, type Makefile, type MakeRule, type RecipeLine, readMakefile } from "./makefile.ts";
import { type Asked, isShell, shellWith, type Task, type TaskFiles, type TaskScript, wordsOf } from "./task.ts";

/** Undefined for another program. */
export const makeTask = async (asked: Asked, files: TaskFiles): Promise<Task | undefined> => {
  const name = asked.argv[0]?.replace(/^.*\//, "");
  if (name !== "make" && name !== "gmake") return undefined;
  const call = readCall(asked);
  if ("why" in call) return call;
  const makefile = await readMakefile(call, files);
  if (makefile === undefined) return { why: `git tracks no Makefile in "${call.cwd === "" ? "." : call.cwd}"` };
  const faults = [...call.faults, ...ignored(makefile, asked)];
  const patterns = [...makefile.own].filter(([name]) => name.includes("%"));
  const runner: Runner = { makefile, patterns, files, cwd: call.cwd, scripts: [], done: new Set(), faults };
  const [doubt] = makefile.doubts;
  const wanted = call.goals.length > 0 ? call.goals : usualGoal(runner);
  if (wanted.length === 0) return { why: "its Makefile has no target" };
  for (const goal of wanted) {
    const why = runTarget(runner, goal, { isGoal: true, around: new Map() });
    if (why !== undefined) return { why: doubt === undefined ? why : `${why}, and ${doubt}` };
  }
  return doubt === undefined ? { scripts: runner.scripts } : { why: `of its Makefile, ${doubt}` };
};

// --- internal ---

interface Call extends MakeCall {
  goals: string[];
  faults: Fault[];
}

const readCall = ({ argv, cwd, at, words }: Asked): Call | { why: string } => {
  const open = argv.indexOf(undefined);
  if (open !== -1) return { why: `what "${words[open]?.raw}" stands for is known only when it runs` };
  const flags = readFlags(argv.slice(1) as string[]);
  const { unknown, directories, files } = flags;
  if (unknown !== undefined) return { why: `what make does with "${unknown}" is not known` };
  const below = directories.reduce<string | undefined>(
    (path, directory) => (path === undefined ? undefined : joined(path, directory)),
    cwd,
  );
  if (below === undefined) return { why: "it leaves the repository" };
  if (files.length > 1) return { why: "it reads several Makefiles" };
  const set = flags.words.filter((word) => word.includes("="));
  const variables = set.map((word): [string, string] => {
    const end = word.indexOf("=");
    return [word.slice(0, end).replace(/:+$/, ""), word.slice(end + 1)];
  });
  const odd = variables.find(
    ([name, value]) => !/^[\w.-]+$/.test(name) || isReserved(name) || (name === "MAKEFLAGS" && !areHarmless(value)),
  );
  if (odd !== undefined) return { why: `what make does with "${odd.join("=")}" is not known` };
  return {
    cwd: below,
    file: files[0],
    goals: flags.words.filter((word) => !word.includes("=")),
    variables,
    faults: flags.faults.map((fault) => ({ ...fault, level: "violation", at })),
  };
};

/** `.IGNORE` without prerequisites, or with some that are known only when it runs. */
const ignored = ({ rules }: Makefile, { at }: Asked): Fault[] => {
  const broad = (rules.get(".IGNORE") ?? []).filter(
    ({ prerequisites }) => prerequisites.length === 0 || prerequisites.some(isOpen),
  );
  if (broad.length === 0) return [];
  const isSure = broad.some(({ prerequisites }) => prerequisites.every(isOpen));
  const why = "its Makefile has .IGNORE, so that make goes on whatever fails";
  return [{ kind: "masked", level: isSure ? "violation" : "undecided", at, why }];
};

interface Runner {
  makefile: Makefile;
  /** Variables of patterns. */
  patterns: readonly (readonly [string, Variables])[];
  files: TaskFiles;
  cwd: string;
  scripts: TaskScript[];
  done: Set<string>;
  faults: readonly Fault[];
}

/** What make builds when it is told nothing. */
const usualGoal = ({ makefile, cwd, files }: Runner): string[] => {
  const { first, variables } = makefile;
  if (!variables.values.has(".DEFAULT_GOAL")) return first === undefined ? [] : [first];
  return [
    expandText(
      "$(.DEFAULT_GOAL)",
      expansionIn(cwd, files, (name) => variables.values.get(name)),
    ),
  ];
};

/** Variables of a target count for all that it needs. */
type Scope = ReadonlyMap<string, string | undefined>;

interface Reached {
  isGoal: boolean;
  around: Scope;
}

/** Why it can't be told what a target runs, or undefined. */
const runTarget = (runner: Runner, target: string, { isGoal, around }: Reached): string | undefined => {
  if (runner.done.has(target)) return undefined;
  runner.done.add(target);
  const rules = runner.makefile.rules.get(target);
  // A prerequisite without a rule is a file, or made by a pattern.
  if (rules === undefined) return isGoal ? `its Makefile has no target "${target}"` : undefined;
  if (rules.some(({ isConditional }) => isConditional)) return `its target "${target}" depends on a conditional`;
  if (rules.filter(({ recipe }) => recipe.length > 0).length > 1) return `its target "${target}" has several recipes`;
  const scope = scopeOf(runner, target, around);
  const needed = rules.flatMap(({ prerequisites }) => prerequisites);
  for (const name of needed) {
    const why = runTarget(runner, name, { isGoal: false, around: scope });
    if (why !== undefined) return why;
  }
  const known = new Map([...runner.makefile.variables.values, ...scope, ["@", target]]);
  const expansion = expansionIn(runner.cwd, runner.files, (name) => known.get(name));
  const faults = [...runner.faults, ...timeFaults(runner, target, rules)];
  for (const { recipe } of rules) runner.scripts.push(...scriptsOf({ ...runner, faults }, recipe, target, expansion));
  return undefined;
};

const scopeOf = ({ makefile: { own }, patterns }: Runner, target: string, around: Scope): Scope => {
  const matching = patterns.filter(([name]) => {
    const [start = "", end = ""] = name.split("%");
    return target.startsWith(start) && target.endsWith(end);
  });
  const unknown = matching.flatMap(([, { values }]) => [...values.keys()].map((name) => [name, undefined] as const));
  return new Map([...around, ...unknown, ...(own.get(target)?.values ?? [])]);
};

/** Make runs no recipe for a file that is there, unless something that it needs is newer. */
const timeFaults = ({ makefile, files, cwd }: Runner, target: string, rules: readonly MakeRule[]): Fault[] => {
  const path = joined(cwd, target) ?? "";
  if (!files.paths.some((one) => one === path || one.startsWith(`${path}/`))) return [];
  const declared = makefile.rules.get(".PHONY") ?? [];
  const sure = declared.filter(({ isConditional }) => !isConditional);
  const phony = new Set(sure.flatMap(({ prerequisites }) => prerequisites));
  const needed = rules.flatMap(({ prerequisites }) => prerequisites);
  if ([target, ...needed].some((name) => phony.has(name))) return [];
  const [line] = rules.flatMap(({ recipe }) => recipe);
  if (line === undefined) return [];
  const isSure = needed.length === 0 && sure.length === declared.length && ![...phony].some(isOpen);
  const why = `make takes "${target}" for the file of that name, which is there: it needs .PHONY`;
  const at = placesOfFile(line.file.path, line.file.text)(line.at);
  return [{ kind: "skipped", level: isSure ? "violation" : "undecided", at, why, written: target }];
};

const scriptsOf = (
  runner: Runner,
  recipe: readonly RecipeLine[],
  target: string,
  expansion: Expansion,
): TaskScript[] => {
  const { rules } = runner.makefile;
  const isIgnored = (rules.get(".IGNORE") ?? []).some(({ prerequisites }) => prerequisites.includes(target));
  const lines = rules.has(".ONESHELL") ? asOne(recipe) : recipe;
  return lines.flatMap((line) => scriptOf(runner, line, { expansion, isIgnored }));
};

const asOne = (recipe: readonly RecipeLine[]): RecipeLine[] => {
  const [first] = recipe;
  return first === undefined ? [] : [{ ...first, text: recipe.map(({ text }) => text).join("\n\t") }];
};

/** `SHELL := /bin/bash`, `.SHELLFLAGS := -eu -o pipefail -c`; also where a path is asked for. */
const shellOf = (expansion: Expansion, at: Fault["at"]): { options: ShellOptions; faults: Fault[] } => {
  const shell = expandText("$(SHELL)", expansion).trim();
  const asked =
    /^(?:\/usr\/bin\/env (\w+)|\$\(shell (?:which|command -v) (\w+)\)|(\S+))(?=\s|$)(.*)$/s.exec(shell) ?? [];
  const [, byEnv, byPath, itself = "", more = ""] = asked;
  const { options, faults } = shellWith(wordsOf(`${more} ${expandText("$(.SHELLFLAGS)", expansion)}`), at);
  const why = `what the shell "${shell}" does with a recipe is not known`;
  if (!isShell(byEnv ?? byPath ?? itself)) faults.push({ kind: "unread", level: "undecided", at, why });
  return { options, faults };
};

interface Recipe {
  expansion: Expansion;
  isIgnored: boolean;
}

const scriptOf = (runner: Runner, { text, at, file }: RecipeLine, { expansion, isIgnored }: Recipe): TaskScript[] => {
  const places = placesOfFile(file.path, file.text);
  // The prefix may come out of a variable.
  const expanded = expandMake(text, at, expansion);
  const [prefix = ""] = /^[\s@+-]*/.exec(expanded.text) ?? [];
  const script = expanded.text.slice(prefix.length);
  if (script.trim() === "") return [];
  const dash = prefix.indexOf("-");
  const { options, faults } = shellOf(expansion, places(at));
  if (dash !== -1 || isIgnored) {
    const why = isIgnored ? "its target stands under .IGNORE" : "a recipe line that begins with - may fail";
    faults.push({ kind: "masked", level: "violation", at: places(expanded.from[Math.max(dash, 0)] ?? at), why });
  }
  const from = expanded.from.slice(prefix.length);
  const placeOf = (offset: number) => places(from[Math.min(offset, from.length - 1)] ?? at);
  return [{ ...options, text: script, places: placeOf, cwd: runner.cwd, faults: [...runner.faults, ...faults] }];
};
