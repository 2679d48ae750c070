/**
 * Jobs that stand for others: they wait for them, and run whatever came of them.
 *
 * GitHub's branch protection may ask for such a job alone. Unless it looks at the results of what it waits for, it is
 * green when they are red.
 *
 * @module
 */
import type { JobFrame } from "../../ci/index.ts";
import type { Tree } from "../../sources/tree.ts";
import { shortened, spotOf } from "../fault.ts";
import type { Job, Umbrella } from "../model.ts";
import { failingEnd } from "../shell/ends.ts";
import { parseShell } from "../shell/parse.ts";
import { neededBy } from "./read.ts";

/** The umbrellas of the workflow itself; `jobs` by where they stand. */
export const umbrellasOf = (tree: Tree, jobs: ReadonlyMap<JobFrame, Job>): Umbrella[] =>
  [...jobs].flatMap(([frame, job]) => {
    if (frame.tree !== tree || frame.caller !== undefined) return [];
    const found = tree.get([...frame.keys, "if"]);
    const condition = `${found?.value ?? ""}`;
    const runsAnyway = /\balways\s*\(|!\s*cancelled\s*\(/i.test(condition) && !/needs\./.test(condition);
    const waitsFor = [...new Set(waitedFor(tree, job.name, new Set()))];
    if (found === undefined || !runsAnyway || waitsFor.length === 0) return [];
    return [
      { job, at: spotOf(found), written: shortened(`if: ${condition}`), waitsFor, isFaithful: isFaithful(tree, frame) },
    ];
  });

// --- internal ---

const waitedFor = (tree: Tree, job: string, seen: Set<string>): string[] =>
  neededBy(tree, job).flatMap(({ value }) => {
    if (seen.has(value)) return [];
    seen.add(value);
    return [value, ...waitedFor(tree, value, seen)];
  });

/** A step of it fails when a result of `needs` is a failure: the ways in which this is usually written. */
const isFaithful = (tree: Tree, { keys }: JobFrame): boolean =>
  tree.items([...keys, "steps"]).some((_, index) => {
    const step = [...keys, "steps", index];
    if (/^re-actors\/alls-green@/.test(tree.text([...step, "uses"])?.value ?? "")) return true;
    const condition = `${tree.get([...step, "if"])?.value ?? ""}`;
    const run = tree.text([...step, "run"])?.value ?? "";
    const isAsked = /contains\(\s*needs\.\*\.result\s*,\s*'failure'\s*\)/.test(condition);
    return isAsked && surelyFails(run);
  });

const surelyFails = (script: string): boolean => {
  try {
    const list = parseShell(script);
    return failingEnd(list) !== undefined;
  } catch {
    return false;
  }
};
