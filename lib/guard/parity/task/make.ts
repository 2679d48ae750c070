/**
 * `make TARGET`: what its recipes run.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { joined } from "../shell/state.ts";
import { effectOf } from "../variables.ts";
import { isMake, readCall } from "./make-call.ts";
import { type Expansion, expandText, isOpen } from "./make-expand.ts";
import { scriptsOf } from "./make-recipe.ts";
import { type MakeRule, matches } from "./make-rules.ts";
import { type Given, isOwnOfMake, type Values, type Variables } from "./make-variables.ts";
import { expansionOf, type Makefile, readMakefile } from "./makefile.ts";
import type { Asked, Task, TaskFiles, TaskScript } from "./task.ts";

/** Undefined for another program. */
export const makeTask = async (asked: Asked, files: TaskFiles): Promise<Task | undefined> => {
  if (!isMake(asked.argv[0])) return undefined;
  const call = readCall(asked);
  if ("why" in call) return call;
  const { cwd, variables: given } = call;
  const makefile = await readMakefile(call, files);
  if (makefile === undefined) return { why: `git tracks no Makefile in "${cwd === "" ? "." : cwd}"` };
  const faults = [...call.faults, ...ignored(makefile, asked)];
  const patterns = [...makefile.own].filter(([name]) => name.includes("%"));
  const runner: Runner = { makefile, patterns, files, cwd, given, scripts: [], done: new Set(), faults };
  const [doubt] = makefile.doubts;
  const wanted = call.goals.length > 0 ? call.goals : usualGoal(makefile);
  if (wanted.length === 0) return { why: "its Makefile has no target" };
  for (const goal of wanted) {
    const why = runTarget(runner, goal, { depth: 0, around: new Map() });
    if (why !== undefined) return { why: doubt === undefined ? why : `${why}, and ${doubt}` };
  }
  return doubt === undefined ? { scripts: runner.scripts } : { why: `of its Makefile, ${doubt}` };
};

// --- internal ---

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
  /** By the command line. */
  given: Given;
  scripts: TaskScript[];
  /** Of targets without variables of their own. */
  settings?: readonly string[];
  done: Set<string>;
  faults: readonly Fault[];
}

/** What make builds when it is told nothing. */
const usualGoal = (makefile: Makefile): string[] => {
  const { first, variables, asked } = makefile;
  if (variables.values.has(".DEFAULT_GOAL"))
    return [expandText("$(.DEFAULT_GOAL)", { ...expansionOf(makefile), asked })];
  asked.add(".DEFAULT_GOAL");
  return first === undefined ? [] : [first];
};

interface Reached {
  /** None for what make was asked for. */
  depth: number;
  /** Variables of a target count for all that it needs. */
  around: Values;
}

/** Far above what Makefiles of projects need. */
const deepest = 200;

/** Why it can't be told what a target runs, or undefined. */
const runTarget = (runner: Runner, target: string, { depth, around }: Reached): string | undefined => {
  const { makefile, done } = runner;
  if (done.has(target)) return undefined;
  done.add(target);
  const rules = makefile.rules.get(target);
  // A prerequisite without a rule is a file, or made by a pattern.
  if (rules === undefined) return depth === 0 ? `its Makefile has no target "${target}"` : undefined;
  if (depth > deepest) return `its target "${target}" is deeper than can be followed`;
  if (rules.some(({ isConditional }) => isConditional)) return `its target "${target}" depends on a conditional`;
  if (rules.filter(({ recipe }) => recipe.length > 0).length > 1) return `its target "${target}" has several recipes`;
  const scope = scopeOf(runner, target, around);
  for (const name of rules.flatMap(({ prerequisites }) => prerequisites)) {
    const why = runTarget(runner, name, { depth: depth + 1, around: scope });
    if (why !== undefined) return why;
  }
  runner.scripts.push(...scriptsFor(runner, target, { rules, scope, isGoal: depth === 0 }));
  return undefined;
};

interface Target {
  rules: readonly MakeRule[];
  scope: Values;
  isGoal: boolean;
}

const scriptsFor = (runner: Runner, target: string, { rules, scope, isGoal }: Target): TaskScript[] => {
  const { makefile, cwd, given } = runner;
  const { values } = makefile.variables;
  const own = new Map([...scope, ["@", { text: target, asks: [] }] as const]);
  const expansion = expansionOf(makefile, (name) => (own.has(name) ? own.get(name) : values.get(name)));
  const isIgnored = (makefile.rules.get(".IGNORE") ?? []).some(({ prerequisites }) => prerequisites.includes(target));
  const options = { expansion, isIgnored, cwd, isOne: makefile.rules.has(".ONESHELL") };
  const faults = [...runner.faults, ...timeFaults(runner, target, { rules, isGoal })];
  const settings = (): readonly string[] => settingsOf(makefile, scope, expansion);
  if (scope.size === 0) runner.settings ??= settings();
  const assignments = (scope.size === 0 ? runner.settings : undefined) ?? settings();
  return rules
    .flatMap(({ recipe }) => scriptsOf(recipe, { ...options, faults }))
    .map((script) => {
      const asks = [...new Set([...script.asks, ...makefile.asked, "VPATH", "MAKEFILES"])];
      return { ...script, asks, given, assignments };
    });
};

/** What programs of a recipe get. What the environment has already they get changed, exported or not. */
const settingsOf = (
  { variables: { values }, exported, isAllExported }: Makefile,
  scope: Values,
  expansion: Expansion,
): string[] => {
  const names = new Set([...values.keys(), ...scope.keys()]);
  return [...names].flatMap((name) => {
    if (isOwnOfMake(name) || !(isAllExported || exported.has(name) || effectOf(name) !== undefined)) return [];
    const value = expandText(`$(${name})`, expansion);
    return [`${name}=${value.replace(/\$\((\w+)\)/g, "$$$1")}`];
  });
};

const scopeOf = ({ makefile: { own }, patterns }: Runner, target: string, around: Values): Values => {
  const matching = patterns.filter(([pattern]) => matches(pattern, target));
  const unknown = matching.flatMap(([, { values }]) => [...values.keys()].map((name) => [name, undefined] as const));
  return new Map([...around, ...unknown, ...(own.get(target)?.values ?? [])]);
};

/** Make runs no recipe for a file that is there, unless something that it needs is newer. */
const timeFaults = (
  { makefile, files, cwd }: Runner,
  target: string,
  { rules, isGoal }: Omit<Target, "scope">,
): Fault[] => {
  const path = joined(cwd, target) ?? "";
  const isThere = files.paths.some((one) => one === path || one.startsWith(`${path}/`));
  const isElsewhere =
    makefile.searched.some((pattern) => isOpen(pattern) || matches(pattern, target)) &&
    files.paths.some((one) => `/${one}/`.includes(`/${target}/`));
  const isBetween = !isGoal && [".SECONDARY", ".INTERMEDIATE"].some((name) => makefile.rules.has(name));
  if (!isThere && !isElsewhere && !isBetween) return [];
  const declared = makefile.rules.get(".PHONY") ?? [];
  const sure = declared.filter(({ isConditional }) => !isConditional);
  const phony = new Set(sure.flatMap(({ prerequisites }) => prerequisites));
  const needed = rules.flatMap(({ prerequisites }) => prerequisites);
  if ([target, ...needed].some((name) => phony.has(name))) return [];
  const [line] = rules.flatMap(({ recipe }) => recipe);
  if (line === undefined) return [];
  const isSure = isThere && needed.length === 0 && sure.length === declared.length && ![...phony].some(isOpen);
  const why = `make takes "${target}" for the file of that name, which is there: it needs .PHONY`;
  const at = line.file.places(line.at);
  return [{ kind: "skipped", level: isSure ? "violation" : "undecided", at, why, written: target }];
};
