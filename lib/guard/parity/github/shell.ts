/**
 * The shell of a `run:` step.
 *
 * docs.github.com "Workflow syntax": `jobs.<job_id>.steps[*].shell`, the table of what each runs.
 *
 * @module
 */

import { cutShort } from "../../../secrecy.ts";
import { expressionValues, type Scope } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import { type Fault, type Spot, spotOf } from "../fault.ts";
import { shellFlagFaults } from "../shell/flags.ts";
import { isSh, readOptions, type ShellOptions } from "../shell/state.ts";
import { type TaskScript, unknownArguments } from "../task/task.ts";
import { isSetting, valuesIn } from "./scope.ts";
import { textOf } from "./text.ts";

/** How the shell starts; or why the text is none that can be read here. */
export const shellOf = (
  scope: Scope,
): (ShellOptions & Pick<TaskScript, "args"> & { faults?: readonly Fault[] }) | { why: string } => {
  const found = namedShell(scope);
  if (found === undefined) return usualShell(scope);
  const { text: named } = found;
  if (named.includes("${{")) return { why: unsaid };
  if (named === "bash") return { errexit: true, pipefail: true };
  if (named === "sh") return { errexit: true, pipefail: false, isSh: true };
  const [program = "", ...words] = named.trim().split(/\s+/);
  // A shell of the repository may be any program.
  if (!/^(?:(?:\/usr)?(?:\/local)?\/bin\/)?(?:ba|da|k|z)?sh$/.test(program)) return other(`"${cutShort(named, 40)}"`);
  const options: ShellOptions = { errexit: false, pipefail: false, isSh: isSh(program) };
  // What stands behind it is for the script.
  const flags = words.slice(0, words.includes("{0}") ? words.indexOf("{0}") : undefined);
  const faults = shellFlagFaults(flags).map((fault) => ({ ...fault, at: found.at, written: named }));
  readOptions(
    flags.filter((word) => !word.startsWith("--")).map((value) => ({ value, raw: value, at: 0, end: 0 })),
    options,
  );
  const isGiven = words.length > flags.length + 1;
  return { ...options, faults, ...(isGiven && { args: unknownArguments }) };
};

/** What the step says of `name`, else the defaults of its job or workflow: an action has none. */
export const settingOf = ({ tree, step, job, callers }: Scope, name: string): Located<unknown> | undefined => {
  const own = tree.get([...step, name]);
  if (own !== undefined || callers.length > 0) return own;
  return job.tree.get([...job.keys, "defaults", "run", name]) ?? job.tree.get(["defaults", "run", name]);
};

// --- internal ---

const unsaid = "its shell is known only when it runs";

const other = (name: string): { why: string } => ({ why: `its shell is ${name}, which is not read here` });

const namedShell = (scope: Scope): { text: string; at: Spot } | undefined => {
  const found = settingOf(scope, "shell");
  if (found === undefined) return undefined;
  const values = valuesIn(scope, found, isSetting);
  const texts = new Set("why" in values ? [] : values.map(({ value }) => textOf(value)));
  const [only] = texts.size === 1 ? texts : [];
  return { text: only ?? textOf(found.value), at: spotOf(found) };
};

/**
 * Of machines with Windows another one than of all others. docs.github.com "Running jobs in a container": in one it is sh.
 */
const usualShell = (scope: Scope): ShellOptions | { why: string } => {
  const { tree, keys } = scope.job;
  const place = [...keys, "runs-on"];
  const labels = tree.items(place);
  const written = labels.length > 0 ? labels : [tree.get(place)].filter((found) => found !== undefined);
  const texts = written.flatMap((found) => {
    const values = expressionValues(scope, found);
    return ("why" in values ? [found] : values).map(({ value }) => JSON.stringify(value));
  });
  if (texts.some((text) => text.includes("${{"))) return { why: unsaid };
  return texts.some((text) => /windows/i.test(text))
    ? other("PowerShell, which is what Windows has")
    : { errexit: true, pipefail: false, isSh: tree.get([...keys, "container"]) !== undefined };
};
