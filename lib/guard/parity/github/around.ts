/**
 * What stands around a step: conditions, matrices, containers and `continue-on-error` of the job, of the step, and of what leads to them.
 *
 * @module
 */
import type { JobFrame, Scope } from "../../ci/index.ts";
import type { Fault } from "../fault.ts";
import { backgroundFaults, continueFaults, jobConditionFaults, stepConditionFaults } from "./conditions.ts";
import { containerFaults } from "./container.ts";
import { matrixFaults } from "./matrix.ts";
import { jobScope } from "./scope.ts";
import type { GithubSituation } from "./situations.ts";

/** Of the job and of the jobs that call it. */
export const jobFaults = (situations: readonly GithubSituation[], frame: JobFrame): Fault[] => {
  const { tree, keys, caller } = frame;
  return [
    ...jobConditionFaults(frame, situations),
    ...matrixFaults({ tree, keys }),
    ...containerFaults({ tree, keys }),
    ...continueFaults(tree.get([...keys, "continue-on-error"]), jobScope(frame)),
    ...(caller === undefined ? [] : jobFaults(situations, caller)),
  ];
};

/** Of the step, and of those that lead to it: what they say does not speak of the action's inputs. */
export const stepFaults = (situations: readonly GithubSituation[], scope: Scope): Fault[] => {
  const [nearest, ...callers] = scope.callers;
  const { tree, step, job } = scope;
  return [
    ...stepConditionFaults(tree.get([...step, "if"]), scope, situations),
    ...continueFaults(tree.get([...step, "continue-on-error"]), scope),
    ...backgroundFaults(tree.get([...step, "background"])),
    ...(nearest === undefined ? [] : stepFaults(situations, { input: () => undefined, ...nearest, job, callers })),
  ];
};
