/**
 * `make TARGET`: what its recipes run.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { joined } from "../shell/state.ts";
import { effectOf } from "../variables.ts";
import { automaticOf } from "./make-automatic.ts";
import { isMake, readCall } from "./make-call.ts";
import { type Expansion, expandText, isOpen } from "./make-expand.ts";
import { patternRulesFor, perhapsMade } from "./make-patterns.ts";
import { scriptsOf } from "./make-recipe.ts";
import { type MakeRule, matches } from "./make-rules.ts";
import { type Phony, phonyOf, timedBy, timeFaults } from "./make-time.ts";
import { type Given, isOwnOfMake, type Values, type Variables } from "./make-variables.ts";
import { recipeDoubts } from "./make-writes.ts";
import { expansionOf, type MakeCall, type Makefile, namesOf, readMakefile } from "./makefile.ts";
import type { Asked, Task, TaskFiles, TaskScript } from "./task.ts";

/** Undefined for another program. */
export const makeTask = async (asked: Asked, files: TaskFiles): Promise<Task | undefined> => {
  if (!isMake(asked.argv[0])) return undefined;
  const call = readCall(asked);
  if ("why" in call) return call;
  const { cwd, variables: given } = call;
  const makefile = await readMakefile(call, files);
  if (makefile === undefined) return unreadMakefile(call, files);
  const faults = [...call.faults, ...ignored(makefile, asked)];
  const patterns = [...makefile.own].filter(([name]) => name.includes("%"));
  const phony = phonyOf(makefile);
  const runner: Runner = {
    ...{ makefile, patterns, phony, files, cwd, given, scripts: [], done: new Set(), faults, asks: call.asks },
    left: mostPatterns,
  };
  const wanted = call.goals.length > 0 ? call.goals : usualGoal(makefile);
  if (wanted.length === 0) return { why: "its Makefile has no target" };
  for (const goal of wanted) {
    const why = runTarget(runner, goal, { depth: 0, around: new Map(), patterns: [] });
    const [doubt] = makefile.doubts;
    if (why !== undefined) return { why: doubt === undefined ? why : `${why}, and ${doubt}` };
  }
  if (call.isFlagged && runner.scripts.some(({ asks = [] }) => asks.includes("MAKEFLAGS")))
    return { why: "what its Makefile makes of the flags is known only when it runs" };
  const [doubt] = makefile.doubts;
  return doubt === undefined ? { scripts: runner.scripts } : { why: `of its Makefile, ${doubt}` };
};

// --- internal ---

const unreadMakefile = (call: MakeCall, { paths }: TaskFiles): Task => {
  const { cwd } = call;
  const link = namesOf(call)
    .map((name) => joined(cwd, name) ?? "")
    .find((path) => paths.includes(path));
  if (link !== undefined) return { why: `"${link}" is a symbolic link or submodule, which is not followed` };
  // What is made there is nobody's to read.
  return { why: `git tracks no Makefile in "${cwd === "" ? "." : cwd}"`, perhaps: [] };
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
  phony: Phony;
  files: TaskFiles;
  cwd: string;
  /** By the command line. */
  given: Given;
  scripts: TaskScript[];
  /** Of targets without variables of their own. */
  settings?: readonly string[];
  done: Set<string>;
  /** Recipes of patterns that may still be followed: patterns that need each other make any number of names. */
  left: number;
  faults: readonly Fault[];
  /** Names of the environment that decide how it is called. */
  asks: readonly string[];
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
  /** Patterns that led to it. */
  patterns: readonly string[];
}

/** Far above what Makefiles of projects need. */
const deepest = 200;
const mostPatterns = 1000;

/** Why it can't be told what a target runs, or undefined. */
const runTarget = (runner: Runner, target: string, { depth, around, patterns }: Reached): string | undefined => {
  const { makefile, done, phony } = runner;
  if (done.has(target)) return undefined;
  done.add(target);
  const own = makefile.rules.get(target);
  if (own === undefined && depth === 0) return `its Makefile has no target "${target}"`;
  // A prerequisite without a rule is a file, or made by a pattern.
  const rules = own ?? [];
  if (depth > deepest) return `its target "${target}" is deeper than can be followed`;
  if (rules.some(({ isConditional }) => isConditional)) return `its target "${target}" depends on a conditional`;
  if (rules.filter(({ recipe }) => recipe.length > 0).length > 1) return `its target "${target}" has several recipes`;
  const scope = scopeOf(runner, target, around);
  const below = { depth: depth + 1, around: scope, patterns };
  const why = runAll(
    runner,
    rules.flatMap(({ prerequisites }) => prerequisites),
    below,
  );
  if (why !== undefined) return why;
  runner.scripts.push(...scriptsFor(runner, target, { rules, scope, isGoal: depth === 0 }));
  if (rules.some(({ recipe }) => recipe.length > 0) || phony.names.has(target)) return undefined;
  for (const { pattern, rule, prerequisites } of patternRulesFor(makefile, target, makefile.isTracked(target))) {
    // Make uses none again to make what it needs itself.
    if (patterns.includes(pattern)) continue;
    runner.left -= 1;
    if (runner.left < 0) return "its patterns lead to more than can be followed";
    const why = runAll(runner, prerequisites, { ...below, patterns: [...patterns, pattern] });
    if (why !== undefined) return why;
    runner.scripts.push(...scriptsFor(runner, target, { rules: [rule], scope, isGoal: false }).map(perhapsMade));
  }
  return undefined;
};

const runAll = (runner: Runner, targets: readonly string[], reached: Reached): string | undefined => {
  for (const name of targets) {
    const why = runTarget(runner, name, reached);
    if (why !== undefined) return why;
  }
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
  const variable: Expansion["variable"] = (name) => (scope.has(name) ? scope.get(name) : values.get(name));
  const automatic = automaticOf(makefile, target, rules);
  const expansion = expansionOf(makefile, (name) => automatic.get(name) ?? variable(name));
  const isIgnored = (makefile.rules.get(".IGNORE") ?? []).some(({ prerequisites }) => prerequisites.includes(target));
  for (const { recipe } of rules) makefile.doubts.push(...recipeDoubts(recipe, expansion));
  const options = { expansion, isIgnored, cwd, isOne: makefile.rules.has(".ONESHELL") };
  const timed = timedBy(runner, { target, rules, isGoal });
  const faults = [...runner.faults, ...timeFaults(runner, timed)];
  const unless = [...(timed.path ? [timed.path] : []), ...makefile.absent];
  // Without the target's name, which those of another target could not have.
  const kept = scope.size === 0 ? runner.settings : undefined;
  const assignments = kept ?? settingsOf(makefile, scope, expansionOf(makefile, variable));
  if (scope.size === 0) runner.settings = assignments;
  return rules
    .flatMap(({ recipe }) => scriptsOf(recipe, { ...options, faults }))
    .map((script) => {
      const asks = [...new Set([...script.asks, ...runner.asks, ...makefile.asked, "VPATH", "MAKEFILES"])];
      return { ...script, asks, given, assignments, unless };
    });
};

/** What programs of a recipe get. What the environment has already they get changed, exported or not. */
const settingsOf = (
  { variables: { values }, rules, exported, isAllExported }: Makefile,
  scope: Values,
  expansion: Expansion,
): string[] => {
  const names = new Set([...values.keys(), ...scope.keys()]);
  const isAll = isAllExported || rules.has(".EXPORT_ALL_VARIABLES");
  return [...names].flatMap((name) => {
    if (isOwnOfMake(name) || !(isAll || exported.has(name) || effectOf(name) !== undefined)) return [];
    const value = expandText(`$(${name})`, expansion);
    return [`${name}=${value.replace(/\$\((\w+)\)/g, "$$$1")}`];
  });
};

const scopeOf = ({ makefile: { own }, patterns }: Runner, target: string, around: Values): Values => {
  const matching = patterns.filter(([pattern]) => matches(pattern, target));
  const unknown = matching.flatMap(([, { values }]) => [...values.keys()].map((name) => [name, undefined] as const));
  return new Map([...around, ...unknown, ...(own.get(target)?.values ?? [])]);
};
