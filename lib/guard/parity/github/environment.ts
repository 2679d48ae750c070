/**
 * Variables that change what make or a shell does with a failure, wherever a workflow sets them.
 *
 * @module
 */
import type { Scope } from "../../ci/index.ts";
import { type Fault, spotOf } from "../fault.ts";

/** GNU make reads flags from the first three, shells read a file or options from the others. */
export const treacherous = /^(?:GNUMAKEFLAGS|MAKEFLAGS|MFLAGS|BASH_ENV|ENV|SHELLOPTS)$/;

/** Of the step, of those that lead to it, of the job and of the workflow. */
export const environmentFaults = ({ tree, step, job, callers }: Scope): Fault[] => {
  const places = [{ tree, step }, ...callers, { tree: job.tree, step: job.keys }, { tree: job.tree, step: [] }];
  return places
    .flatMap((place) => place.tree.names([...place.step, "env"]))
    .filter(({ value }) => treacherous.test(value))
    .map((name) => ({
      ...{ kind: "masked", level: "undecided", at: spotOf(name), written: name.value },
      why: "the variable can keep make or a shell from failing",
    }));
};
