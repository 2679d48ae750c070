/**
 * Jobs that stand for others: they wait for them, and run whatever came of them.
 *
 * GitHub's branch protection may ask for such a job alone. Unless it looks at the results of what it waits for, it is
 * green when they are red.
 *
 * @module
 */
import type { JobFrame, Scope } from "../../ci/index.ts";
import type { Tree } from "../../sources/tree.ts";
import { shortened, spotOf } from "../fault.ts";
import type { Job, Umbrella } from "../model.ts";
import { failingEnd } from "../shell/ends.ts";
import { parseShell } from "../shell/parse.ts";
import type { ShellOptions } from "../shell/state.ts";
import { inputsOf } from "./checkout.ts";
import { backgroundFaults, continueFaults } from "./conditions.ts";
import { asksForStatus, evaluateCondition, type Situation } from "./expression.ts";
import { allNeededBy, neededBy } from "./needs.ts";
import { jobScope } from "./scope.ts";
import { shellOf } from "./shell.ts";
import { textOf } from "./text.ts";
import { type Said, surelyFailsWith } from "./verdict.ts";

/** The umbrellas of the workflow itself; `jobs` by where they stand. What one looks at and what it doesn't are two of them. */
export const umbrellasOf = (
  tree: Tree,
  jobs: ReadonlyMap<JobFrame, Job>,
  situations: readonly Situation[],
): Umbrella[] =>
  [...jobs].flatMap(([frame, job]) => {
    const found = tree.get([...frame.keys, "if"]);
    if (frame.tree !== tree || found === undefined) return [];
    const condition = textOf(found.value);
    if (/needs\./.test(condition)) return [];
    const behind = situations.map((one) => ({ ...one, success: false, failure: true }));
    const isRun = asksForStatus(condition) && isTaken(condition, behind);
    const isEither = isRun && /\bsuccess\s*\(/i.test(condition);
    if (!isEither && !/\balways\s*\(|!\s*cancelled\s*\(/i.test(condition)) return [];
    const looked = isRun ? lookedAt(frame, job.name, situations) : [];
    return [true, false].flatMap((isFaithful): Umbrella[] => {
      const waitsFor = allNeededBy(tree, job.name).filter((name) => looked.includes(name) === isFaithful);
      if (waitsFor.length === 0) return [];
      return [{ job, at: spotOf(found), written: shortened(`if: ${condition}`), waitsFor, isFaithful }];
    });
  });

// --- internal ---

/** The jobs without whose success it surely fails, when it runs. */
const lookedAt = (frame: JobFrame, job: string, situations: readonly Situation[]): string[] => {
  const { tree } = frame;
  const scope = jobScope(frame);
  if (continueFaults(tree.get([...scope.step, "continue-on-error"]), scope).length > 0) return [];
  const steps = tree.items([...scope.step, "steps"]).map((_, index) => [...scope.step, "steps", index]);
  const fails = (result: string, name: string): boolean => {
    const behind = situations.map((one) =>
      withResult(one, result, (needed) => isBehind(tree, needed, { name, result })),
    );
    return steps.some((step) => failsBehind({ ...scope, step }, result, behind));
  };
  const direct = neededBy(tree, job).map(({ value }) => value);
  const all = allNeededBy(tree, job);
  // A failure further away is a skip here, unless a job between runs all the same.
  const isChain = all.every((name) => !asksForStatus(textOf(tree.get(["jobs", name, "if"])?.value)));
  return all.filter((name) => (direct.includes(name) ? fails("failure", name) : isChain && fails("skipped", name)));
};

/** Whether the job that somebody asks about is the failed one itself, or one that is skipped behind it. */
const isBehind = (tree: Tree, needed: string, { name, result }: { name: string; result: string }): boolean =>
  result === "failure"
    ? needed === name.toLowerCase()
    : tree
        .names(["jobs"])
        .some(({ value }) => value.toLowerCase() === needed && allNeededBy(tree, value).includes(name));

/** `needs.<name>.result` is `result` for some; what it is for the others only a run knows. */
const withResult = (situation: Situation, result: string, isThis: (needed: string) => boolean): Situation => ({
  ...situation,
  valueOf: (path, written) => {
    const [, needed] = /^needs\.([\w-]+)\.result$/.exec(path) ?? [];
    if (needed === undefined) return situation.valueOf(path, written);
    return isThis(needed) ? result : { unknown: written, isTheirs: false };
  },
});

const isTaken = (condition: string, situations: readonly Situation[]): boolean =>
  situations.every((situation) => {
    const outcome = evaluateCondition(condition, situation);
    return outcome !== undefined && "truth" in outcome && outcome.truth;
  });

/** The step fails when one of the results is this one: the ways in which this is usually written. */
const failsBehind = (scope: Scope, result: string, situations: readonly Situation[]): boolean => {
  const { tree, step } = scope;
  if (continueFaults(tree.get([...step, "continue-on-error"]), scope).length > 0) return false;
  if (backgroundFaults(tree.get([...step, "background"])).length > 0) return false;
  const condition = textOf((tree.get([...step, "if"]) ?? { value: true }).value);
  if (/^re-actors\/alls-green@/i.test(tree.text([...step, "uses"])?.value ?? ""))
    return isTaken(condition, situations) && asksForAll(scope);
  const asked = withAnyResult(condition, result);
  if (!isTaken(asked, situations)) return false;
  const shell = shellOf(scope);
  if ("why" in shell || (shell.faults ?? []).length > 0) return false;
  const isAsking = asked !== condition || /\bneeds\.[\w-]+\.result\b/i.test(condition);
  if (isAsking && surelyFails(scope, shell)) return true;
  // One that always fails looks at nothing.
  const own = [tree.text([...step, "run"])?.value, tree.get([...step, "env"])?.value];
  const isLooking = /\bneeds\./i.test(JSON.stringify(own));
  return isLooking && situations.every((one) => surelyFailsWith(scope, saidIn(one, result), shell));
};

/** `needs.gate.result`, and what compares results. */
const saidIn =
  (situation: Situation, result: string): Said =>
  (expression) => {
    const [path] = /^needs\.[\w-]+\.result$/i.exec(expression.trim()) ?? [];
    if (path !== undefined) {
      const value = situation.valueOf(path.toLowerCase(), path);
      return typeof value === "string" ? value : undefined;
    }
    const asked = withAnyResult(expression, result);
    const shape = asked.replaceAll(/\bneeds\.[\w-]+\.result\s*[!=]=\s*'\w*'/gi, "true");
    if (!/^(?:true|[\s!&|()])+$/.test(shape)) return undefined;
    const outcome = evaluateCondition(asked, situation);
    return outcome !== undefined && "truth" in outcome ? String(outcome.truth) : undefined;
  };

/** `contains(needs.*.result, 'failure')` is true where one of them is that. */
const withAnyResult = (text: string, result: string): string =>
  text.replace(/contains\(\s*needs\.\*\.result\s*,\s*'(\w+)'\s*\)/g, (whole, name: string) =>
    name === result ? "true" : whole,
  );

/** github.com/re-actors/alls-green: with other inputs it lets some pass. */
const asksForAll = (scope: Scope): boolean => {
  const inputs = inputsOf(scope);
  return inputs.size === 1 && everyNeed.test(textOf(inputs.get("jobs")?.value));
};

const everyNeed = /^\$\{\{\s*toJSON\(\s*needs\s*\)\s*\}\}$/i;

const surelyFails = (scope: Scope, shell: ShellOptions): boolean => {
  try {
    return failingEnd(parseShell(scope.tree.text([...scope.step, "run"])?.value ?? "", shell)) !== undefined;
  } catch {
    // What can't be parsed does not surely fail.
    return false;
  }
};
