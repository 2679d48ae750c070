/**
 * The versions that are in force where a step of a job begins.
 *
 * @module
 */
import type { Beside, Scope } from "../../ci/index.ts";
import type { Statement } from "../../runtime/declaration.ts";
import { statementsOfJob, statementsOfStep } from "../../runtime/declarations/github.ts";
import { textOf } from "./text.ts";

/** What a job sets up, for `judgeRuntimes`. */
export interface GithubRuntimes {
  job: Scope;
  /** Its steps, in their order. */
  steps: { scope: Scope; isSure: boolean }[];
}

/** `vague`: of which runtimes another version may be in force, by a step that need not run. */
export interface InForce {
  statements: Statement[];
  vague: ReadonlySet<Statement["runtime"]>;
}

/** Before the step at `index`: what is set up last counts, and the container's version where nothing is. */
export const inForceAt = ({ job, steps }: GithubRuntimes, index: number, beside: Beside): InForce => {
  const inForce = new Map<Statement["runtime"], readonly Statement[]>();
  const vague = new Set<Statement["runtime"]>();
  const take = (statements: readonly Statement[], isSure: boolean): void => {
    // A step sets up one of them, in one version or in several.
    const [first] = statements;
    if (first === undefined) return;
    const { runtime } = first;
    inForce.set(runtime, isSure ? statements : [...(inForce.get(runtime) ?? []), ...statements]);
    if (isSure) vague.delete(runtime);
    else vague.add(runtime);
  };
  take(statementsOfJob(job, beside), true);
  for (const { scope, isSure } of steps.slice(0, index))
    if (!isLeftAside(scope)) take(statementsOfStep(scope, beside), isSure);
  return { statements: [...inForce.values()].flat(), vague };
};

// --- internal ---

/** setup-python installs it then, and leaves PATH as it is: its "Advanced usage". What only a run knows may say so. */
const isLeftAside = ({ tree, step }: Scope): boolean =>
  !/^(?:true)?$/.test(textOf(tree.get([...step, "with", "update-environment"])?.value));
