/**
 * Recipes of make as scripts: what stands before a line, the shell, and what a run may put into it.
 *
 * GNU make's manual, "Writing Recipes in Rules".
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import type { Places } from "../places.ts";
import type { ShellOptions } from "../shell/state.ts";
import { type Expansion, expandMake, expandText, unknownReference } from "./make-expand.ts";
import type { RecipeLine } from "./make-rules.ts";
import { isShell, shellWith, type TaskScript, wordsOf } from "./task.ts";

export interface RecipeOptions extends Pick<TaskScript, "cwd" | "faults"> {
  /** With the variables of the target. */
  expansion: Expansion;
  /** `.IGNORE` names the target. */
  isIgnored: boolean;
  /** `.ONESHELL`. */
  isOne: boolean;
}

/** Each line as a script, with the names of the environment that decide what it says. */
export const scriptsOf = (
  recipe: readonly RecipeLine[],
  options: RecipeOptions,
): (TaskScript & { asks: readonly string[] })[] => {
  const lines = options.isOne ? asOne(recipe) : recipe;
  return lines.flatMap((line) => {
    const expansion: Expansion = { ...options.expansion, asked: new Set(), open: new Set() };
    return scriptOf(line, { ...options, expansion });
  });
};

// --- internal ---

const prefixOf = (text: string): string => /^[\s@+-]*/.exec(text)?.[0] ?? "";

/** Of all lines but the first make takes what stands before them away, and heeds it not. */
const asOne = (recipe: readonly RecipeLine[]): RecipeLine[] => {
  const [first, ...others] = recipe;
  if (first === undefined) return [];
  const text = [first.text, ...others.map((line) => line.text.slice(prefixOf(line.text).length))].join("\n\t");
  return [{ ...first, text }];
};

/** `SHELL := /bin/bash`, `.SHELLFLAGS := -eu -o pipefail -c`; also where a path is asked for. */
const shellOf = (expansion: Expansion, at: Fault["at"]): { options: ShellOptions; faults: Fault[] } => {
  const shell = expandText("$(SHELL)", expansion);
  const asked = /(?:\/usr\/bin\/env (\w+)|\$\(shell (?:which|command -v) (\w+)\)|(\S+))(?=\s|$)(.*)/s.exec(shell) ?? [];
  const [, byEnv, byPath, itself = "", more = ""] = asked;
  const program = byEnv ?? byPath ?? itself;
  const { options, faults } = shellWith(program, wordsOf(`${more} ${expandText("$(.SHELLFLAGS)", expansion)}`), at);
  const why = `what the shell "${shell}" does with a recipe is not known`;
  if (!isShell(program)) faults.push({ kind: "unread", level: "undecided", at, why });
  return { options, faults };
};

const scriptOf = (
  { text, at, file }: RecipeLine,
  { cwd, expansion, isIgnored, ...options }: RecipeOptions,
): (TaskScript & { asks: readonly string[] })[] => {
  const { places } = file;
  // The prefix may come out of a variable.
  const expanded = expandMake(text, at, expansion);
  const prefix = prefixOf(expanded.text);
  const script = expanded.text.slice(prefix.length);
  if (script === "") return [];
  const dash = prefix.indexOf("-");
  const { options: shell, faults } = shellOf(expansion, places(at));
  if (dash !== -1 || isIgnored) {
    const why = isIgnored ? "its target stands under .IGNORE" : "a recipe line that begins with - may fail";
    faults.push({ kind: "masked", level: "violation", at: places(expanded.from[Math.max(dash, 0)] ?? at), why });
  }
  const from = expanded.from.slice(prefix.length);
  const placeOf: Places = (offset) => places(from[Math.min(offset, from.length - 1)] ?? at);
  const left = [...expansion.open];
  const open = left.filter((inner) => !harmless.test(inner)).map(unknownReference);
  const foreign = left.map(unknownReference);
  const said = { faults: [...options.faults, ...faults], asks: [...expansion.asked], open, foreign };
  return [{ ...shell, text: script, places: placeOf, cwd, ...said }];
};

/** Names of files and directories, and numbers: nothing in them says something to a shell. */
const harmless = new RegExp(
  `^(?:${[
    "[@<^?+*|%][DF]?|PWD|HOME|RUNNER_TEMP|GITHUB_(?:SHA|RUN_ID|WORKSPACE)",
    "CI_(?:COMMIT_SHA|JOB_ID|PIPELINE_ID|PROJECT_DIR)",
    "shell +(?:pwd|nproc|uname(?: -[sm])?|whoami|id -[ug]n?|git rev-parse (?:--short )?HEAD|date(?: [\\w+%: -]+)?)",
  ].join("|")})$`,
);
