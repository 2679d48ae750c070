/**
 * Variables that change what make or a shell does with a failure, wherever a workflow sets them.
 *
 * @module
 */
import type { Scope } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";
import type { SetVariable } from "../model.ts";
import { areOfJobs } from "../task/make-flags.ts";
import { variableFaults } from "../variables.ts";
import { textOf } from "./text.ts";

/** GNU make reads flags from the first three, shells read a file or options from the others. */
export const treacherous = /^(?:GNUMAKEFLAGS|MAKEFLAGS|MFLAGS|BASH_ENV|ENV|SHELLOPTS)$/;

/** All that are set for a step. */
export const environmentNames = (scope: Scope): SetVariable[] =>
  placesOf(scope).flatMap(({ tree, step }) =>
    tree
      .names([...step, "env"])
      .map((name) => ({ ...name, text: textOf(tree.get([...step, "env", name.value])?.value ?? "") })),
  );

/** Of the step, of those that lead to it, of the job and of the workflow. */
export const environmentFaults = (scope: Scope): Fault[] =>
  placesOf(scope).flatMap((place): Fault[] => {
    const keys = [...place.step, "env"];
    const whole = place.tree.get(keys);
    if (whole === undefined) return [];
    if (typeof whole.value !== "object") return [unknown(whole)];
    return place.tree.names(keys).flatMap((name): Fault[] => {
      if (name.value.includes("${{")) return [unknown(name)];
      const value = place.tree.get([...keys, name.value])?.value;
      if (treacherous.test(name.value))
        return name.value === "MAKEFLAGS" && areOfJobs(textOf(value ?? "")) ? [] : [treacherousFault(name)];
      // Windows knows them in any case.
      return variableFaults(name.value.toUpperCase(), place.tree.text([...keys, name.value])?.value, name, name.value);
    });
  });

// --- internal ---

const placesOf = ({ tree, step, job, callers }: Scope): Pick<Scope, "tree" | "step">[] => {
  const container = { tree: job.tree, step: [...job.keys, "container"] };
  return [{ tree, step }, ...callers, { tree: job.tree, step: job.keys }, container, { tree: job.tree, step: [] }];
};

const treacherousFault = (name: Located<string>): Fault => ({
  ...{ kind: "masked", level: "undecided", at: spotOf(name), written: name.value },
  why: "the variable can keep make or a shell from failing",
});

const unknown = (found: Located<unknown>): Fault => ({
  ...{ kind: "unread", level: "undecided", at: spotOf(found), written: shortened(textOf(found.value)) },
  why: "which variables are set is known only when it runs",
});
