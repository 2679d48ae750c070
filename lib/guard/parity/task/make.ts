/**
 * `make TARGET`: what its recipes run.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { placesOfFile } from "../places.ts";
import { readOptions, type ShellOptions } from "../shell/state.ts";
import { type Expansion, expandMake, expandText } from "./make-expand.ts";
import { type Makefile, type MakeRule, type RecipeLine, readMakefile } from "./makefile.ts";
import { type Asked, inDirectory, type Task, type TaskFiles, type TaskScript } from "./task.ts";

/** Undefined for another program. */
export const makeTask = async (asked: Asked, files: TaskFiles): Promise<Task | undefined> => {
  const name = asked.argv[0]?.replace(/^.*\//, "");
  if (name !== "make" && name !== "gmake") return undefined;
  const call = readCall(asked);
  if ("why" in call) return call;
  const { cwd, file, goals, variables, faults } = call;
  const makefile = await readMakefile(cwd, file, files);
  if (makefile === undefined) return { why: `git tracks no Makefile in "${cwd === "" ? "." : cwd}"` };
  for (const [key, value] of variables) makefile.variables.set(key, value);
  const runner: Runner = {
    makefile,
    files,
    cwd,
    scripts: [],
    done: new Set(),
    faults: [...faults, ...ignored(makefile, asked)],
  };
  const [doubt] = makefile.doubts;
  const wanted = goals.length > 0 ? goals : makefile.first === undefined ? [] : [makefile.first];
  for (const goal of wanted) {
    const why = runTarget(runner, goal, true);
    if (why !== undefined) return { why: doubt === undefined ? why : `${why}, and ${doubt}` };
  }
  if (wanted.length === 0) return { why: "its Makefile has no target" };
  return doubt === undefined ? { scripts: runner.scripts } : { why: `of its Makefile, ${doubt}` };
};

// --- internal ---

interface Call {
  cwd: string;
  file: string | undefined;
  goals: string[];
  variables: [string, string][];
  faults: Fault[];
}

const readCall = ({ argv, cwd, at, words }: Asked): Call | { why: string } => {
  const call: Call = { cwd, file: undefined, goals: [], variables: [], faults: [] };
  let flag: string | undefined;
  for (const [index, word] of argv.entries()) {
    if (index === 0) continue;
    if (word === undefined) return { why: `what "${words[index]?.raw}" stands for is known only when it runs` };
    const fault = flag === undefined ? faultOfFlag(word) : undefined;
    if (fault !== undefined) call.faults.push({ ...fault, level: "violation", at, written: word });
    if (flag !== undefined) takePlace(call, flag, word);
    else if (/^-C./.test(word)) takePlace(call, "-C", word.slice(2));
    else if (!placeFlags.has(word)) takeWord(call, word, argv[index - 1]);
    flag = flag === undefined && placeFlags.has(word) ? word : undefined;
  }
  return call;
};

const placeFlags = new Set(["-C", "--directory", "-f", "--file", "--makefile"]);

const takePlace = (call: Call, flag: string, value: string): void => {
  if (flag === "-C" || flag === "--directory") call.cwd = inDirectory(call.cwd, value.replace(/\/+$/, ""));
  else call.file = value;
};

const takeWord = (call: Call, word: string, before: string | undefined): void => {
  // The number of jobs is no target.
  if (word.startsWith("-") || (/^\d+$/.test(word) && /^-[jl]$/.test(before ?? ""))) return;
  const end = word.indexOf("=");
  if (end === -1) call.goals.push(word);
  else call.variables.push([word.slice(0, end).replace(/:+$/, ""), word.slice(end + 1)]);
};

/** Flags with which make can't fail, or runs nothing: GNU make's manual, "Summary of Options". */
const faultOfFlag = (word: string): Pick<Fault, "kind" | "why"> | undefined => {
  const letters = /^-([A-Za-z]+)$/.exec(word)?.[1]?.replace(/[jCfIl].*$/, "") ?? "";
  if (letters.includes("i") || word === "--ignore-errors")
    return { kind: "masked", why: "make goes on whatever fails" };
  if (letters.includes("e") || word === "--environment-overrides") {
    return { kind: "masked", why: "variables of the environment take the place of the Makefile's" };
  }
  const isDry = /[ntq]/.test(letters) || /^--(?:dry-run|just-print|recon|touch|question)$/.test(word);
  return isDry ? { kind: "skipped", why: `make ${word} does not run what it names` } : undefined;
};

/** `.IGNORE` without prerequisites. */
const ignored = ({ rules }: Makefile, { at }: Asked): Fault[] =>
  (rules.get(".IGNORE") ?? []).some(({ prerequisites }) => prerequisites.length === 0)
    ? [{ kind: "masked", level: "violation", at, why: "its Makefile has .IGNORE, so that make goes on whatever fails" }]
    : [];

interface Runner {
  makefile: Makefile;
  files: TaskFiles;
  cwd: string;
  scripts: TaskScript[];
  done: Set<string>;
  faults: readonly Fault[];
}

/** Why it can't be told what a target runs, or undefined. */
const runTarget = (runner: Runner, target: string, isGoal: boolean): string | undefined => {
  if (runner.done.has(target)) return undefined;
  runner.done.add(target);
  const rules = runner.makefile.rules.get(target);
  // A prerequisite without a rule is a file, or made by a pattern.
  if (rules === undefined) return isGoal ? `its Makefile has no target "${target}"` : undefined;
  if (rules.some(({ isConditional }) => isConditional)) return `its target "${target}" depends on a conditional`;
  if (rules.filter(({ recipe }) => recipe.length > 0).length > 1) return `its target "${target}" has several recipes`;
  const expansion = expansionFor(runner, target);
  for (const { prerequisites } of rules) {
    for (const name of prerequisites) {
      const why = runTarget(runner, expandText(name, expansion), false);
      if (why !== undefined) return why;
    }
  }
  for (const rule of rules) runner.scripts.push(...scriptsOf(runner, rule, target, expansion));
  return undefined;
};

const expansionFor = ({ makefile, files }: Runner, target: string): Expansion => {
  const paths = new Set(files.paths);
  const automatic: Readonly<Record<string, string>> = { "@": target };
  return {
    variable: (name) => automatic[name] ?? makefile.own.get(target)?.get(name) ?? makefile.variables.get(name),
    isTracked: (path) => paths.has(path),
  };
};

const scriptsOf = (runner: Runner, { recipe }: MakeRule, target: string, expansion: Expansion): TaskScript[] => {
  const isOne = runner.makefile.rules.has(".ONESHELL");
  const [first] = recipe;
  if (first === undefined) return [];
  const lines = isOne ? [joined(recipe)] : recipe;
  const isIgnored = (runner.makefile.rules.get(".IGNORE") ?? []).some(({ prerequisites }) =>
    prerequisites.includes(target),
  );
  return lines.flatMap((line) => scriptOf(runner, line, { shell: shellOf(expansion), expansion, isIgnored }));
};

const joined = (recipe: readonly RecipeLine[]): RecipeLine => {
  const [first] = recipe as [RecipeLine, ...RecipeLine[]];
  return { ...first, text: recipe.map(({ text }) => text).join("\n\t") };
};

/** `.SHELLFLAGS := -eu -o pipefail -c`. */
const shellOf = (expansion: Expansion): ShellOptions => {
  const options: ShellOptions = { errexit: false, pipefail: false };
  const flags = expandText(expansion.variable(".SHELLFLAGS") ?? "-c", expansion).split(/\s+/);
  const words = flags.map((value) => ({
    value: value === "-c" ? "-" : value.replace(/c$/, ""),
    raw: value,
    at: 0,
    end: 0,
  }));
  readOptions(
    words.filter(({ value }) => value !== "-"),
    options,
  );
  return options;
};

interface Recipe {
  shell: ShellOptions;
  expansion: Expansion;
  isIgnored: boolean;
}

const scriptOf = (
  runner: Runner,
  { text, at, file }: RecipeLine,
  { shell, expansion, isIgnored }: Recipe,
): TaskScript[] => {
  const places = placesOfFile(file.path, file.text);
  // The prefix may come out of a variable.
  const expanded = expandMake(text, at, expansion);
  const [prefix = ""] = /^[\s@+-]*/.exec(expanded.text) ?? [];
  const dash = prefix.indexOf("-");
  const faults = [...runner.faults];
  if (dash !== -1 || isIgnored) {
    const why = isIgnored ? "its target stands under .IGNORE" : "a recipe line that begins with - may fail";
    faults.push({ kind: "masked", level: "violation", at: places(expanded.from[Math.max(dash, 0)] ?? at), why });
  }
  const script = expanded.text.slice(prefix.length);
  if (script.trim() === "") return [];
  const from = expanded.from.slice(prefix.length);
  const placeOf = (offset: number) => places(from[Math.min(offset, from.length - 1)] ?? at);
  return [{ ...shell, text: script, places: placeOf, cwd: runner.cwd, faults }];
};
