/**
 * The shell of a `run:` step.
 *
 * docs.github.com "Workflow syntax": `jobs.<job_id>.steps[*].shell`, the table of what each runs.
 *
 * @module
 */
import { expressionValues, type Scope } from "../../ci/index.ts";
import { type Fault, type Spot, spotOf } from "../fault.ts";
import { shellFlagFaults } from "../shell/flags.ts";
import { readOptions, type ShellOptions } from "../shell/state.ts";

/** How the shell starts; or why the text is none that can be read here. */
export const shellOf = (scope: Scope): (ShellOptions & { faults?: readonly Fault[] }) | { why: string } => {
  const found = namedShell(scope);
  const named = found?.text;
  if (found === undefined || named === undefined)
    return isWindows(scope) ? other("PowerShell, which is what Windows has") : { errexit: true, pipefail: false };
  if (named.includes("${{")) return { why: "its shell is known only when it runs" };
  if (named === "bash") return { errexit: true, pipefail: true };
  if (named === "sh") return { errexit: true, pipefail: false };
  const words = named.trim().split(/\s+/);
  const program = words[0]?.replace(/^.*\//, "") ?? "";
  if (!/^(?:ba|da|k|z)?sh$/.test(program)) return other(`"${named.slice(0, 40)}"`);
  const options: ShellOptions = { errexit: false, pipefail: false };
  const flags = words.slice(1).filter((word) => word !== "{0}");
  const faults = shellFlagFaults(flags).map((fault) => ({ ...fault, at: found.at, written: named }));
  readOptions(
    flags.filter((word) => !word.startsWith("--")).map((value) => ({ value, raw: value, at: 0, end: 0 })),
    options,
  );
  return { ...options, faults };
};

// --- internal ---

const other = (name: string): { why: string } => ({ why: `its shell is ${name}, which is not read here` });

const namedShell = (scope: Scope): { text: string; at: Spot } | undefined => {
  const { tree, step, job, callers } = scope;
  const own = tree.get([...step, "shell"]);
  const usual =
    callers.length > 0
      ? undefined
      : (job.tree.get([...job.keys, "defaults", "run", "shell"]) ?? job.tree.get(["defaults", "run", "shell"]));
  const found = own ?? usual;
  if (found === undefined) return undefined;
  const values = expressionValues(scope, found);
  const at = spotOf(found);
  if ("why" in values) return { text: `${found.value}`, at };
  const [only, ...others] = new Set(values.map(({ value }) => `${value}`));
  return { text: only !== undefined && others.length === 0 ? only : `${found.value}`, at };
};

/** Some of its machines run Windows. */
const isWindows = (scope: Scope): boolean => {
  const { tree, keys } = scope.job;
  const place = [...keys, "runs-on"];
  const found = tree.get(place);
  if (found === undefined) return false;
  const values = tree.items(place).length > 0 ? tree.items(place) : expressionValues(scope, found);
  return !("why" in values) && values.some(({ value }) => /windows/i.test(JSON.stringify(value) ?? ""));
};
