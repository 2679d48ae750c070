/**
 * Which jobs run in a situation, as those see it that need them.
 *
 * docs.github.com "Workflow syntax", `jobs.<job_id>.needs`: a skip applies to all jobs of the chain from there onwards, also behind one
 * that runs all the same.
 *
 * @module
 */
import type { JobPlace } from "../../ci/index.ts";
import type { Located, Tree } from "../../sources/tree.ts";
import { circlesIn } from "../circles.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";
import { asksForStatus, evaluateCondition, type Situation } from "./expression.ts";
import { jobScope, withValues } from "./scope.ts";
import { textOf } from "./text.ts";
import { isUnknown, type Value } from "./value.ts";

/** The jobs that `job` needs, by the names that they have themselves: GitHub takes names in any case. */
export const neededBy = (tree: Tree, job: string): Located<string>[] =>
  writtenAt(tree, job).flatMap((one) => {
    const name = namesOf(tree).get(one.value.toLowerCase());
    return name === undefined ? [] : [{ ...one, value: name }];
  });

/** Those, and the jobs that they need, each once. */
export const allNeededBy = (tree: Tree, job: string): string[] => {
  const found = new Set<string>();
  const add = (name: string): void => {
    for (const { value } of neededBy(tree, name)) {
      if (found.has(value)) continue;
      found.add(value);
      add(value);
    }
  };
  add(job);
  return [...found];
};

/** What is no job, and jobs that wait for themselves: GitHub refuses the workflow. */
export const needsFaults = (tree: Tree): Fault[] => {
  const jobs = tree.names(["jobs"]);
  const needs = new Map(jobs.map(({ value }) => [value, neededBy(tree, value).map((one) => one.value)]));
  const circles = new Set(circlesIn(needs));
  return jobs.flatMap((job) => {
    const missed = writtenAt(tree, job.value).filter(({ value }) => !namesOf(tree).has(value.toLowerCase()));
    return [
      ...missed.map((found) => fault(found, "no job has that name")),
      ...(circles.has(job.value) ? [fault(job, "it waits for itself")] : []),
    ];
  });
};

/** `situation` for a condition in the job: `needs.<name>.result` is what became of that one. */
export const withNeeds = (
  situation: Situation,
  job: JobPlace,
  known: Known = knownIn(situation, job.tree),
): Situation => ({
  ...situation,
  valueOf: (path, written) => {
    const [, name] = /^needs\.([\w-]+)\.result$/.exec(path) ?? [];
    return name === undefined ? situation.valueOf(path, written) : resultOf(name, { job, situation, known });
  },
});

/** The same for the condition of the job itself, in which `success()` asks for all of the chain. */
export const ofJob = (situation: Situation, job: JobPlace, known: Known = knownIn(situation, job.tree)): Situation => ({
  ...withNeeds(withValues(situation, jobScope(job)), job, known),
  success: pastOf({ job, situation, known }),
});

// --- internal ---

const fault = (found: Located<string>, why: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at: spotOf(found), written: shortened(`needs: ${found.value}`) },
  why: `${why}, and GitHub runs nothing of such a workflow`,
});

const writtenAt = (tree: Tree, job: string): Located<string>[] => {
  const keys = ["jobs", job, "needs"];
  const found = tree.get(keys);
  const items = Array.isArray(found?.value) ? tree.items(keys) : found === undefined ? [] : [found];
  return items.map((item) => ({ ...item, value: textOf(item.value) }));
};

const namesByTree = new WeakMap<Tree, ReadonlyMap<string, string>>();

const namesOf = (tree: Tree): ReadonlyMap<string, string> => {
  const names = namesByTree.get(tree) ?? new Map(tree.names(["jobs"]).map(({ value }) => [value.toLowerCase(), value]));
  namesByTree.set(tree, names);
  return names;
};

/** Jobs by their names. */
type Known = Map<string, Ran>;

const knownOf = new WeakMap<Situation, WeakMap<Tree, Known>>();

/** Each job is followed once: a step is asked about in every situation, and behind it may stand all the others. */
const knownIn = (situation: Situation, tree: Tree): Known => {
  const trees = knownOf.get(situation) ?? new WeakMap<Tree, Known>();
  knownOf.set(situation, trees);
  const known = trees.get(tree) ?? new Map<string, Ran>();
  trees.set(tree, known);
  return known;
};

interface Ran {
  isRun: Value;
  /** Whether all ran that it needs, however far before. */
  past: Value;
}

interface Place {
  job: JobPlace;
  situation: Situation;
  known: Known;
}

const pastOf = ({ job, ...place }: Place): Value =>
  all(
    neededBy(job.tree, nameOf(job)).flatMap(({ value }) => {
      const { isRun, past } = ranIn(beside(job, value), place);
      return [isRun, past];
    }),
  );

const resultOf = (name: string, place: Place): Value => {
  const needed = neededBy(place.job.tree, nameOf(place.job)).find(({ value }) => value.toLowerCase() === name);
  // What the job does not need itself, it can't ask for.
  if (needed === undefined) return null;
  const { isRun } = ranIn(beside(place.job, needed.value), place);
  if (isUnknown(isRun)) return { ...isRun, truth: true };
  return isRun === true ? "success" : "skipped";
};

/** Another job of the same workflow. */
const beside = (job: JobPlace, name: string): JobPlace => ({ ...job, keys: ["jobs", name] });

const nameOf = ({ keys }: JobPlace): string => `${keys[1]}`;

const ranIn = (job: JobPlace, { situation, known }: Omit<Place, "job">): Ran => {
  const name = nameOf(job);
  const before = known.get(name);
  if (before !== undefined) return before;
  const unknown = { unknown: `needs.${name}.result`, isTheirs: false };
  // Jobs that need each other: GitHub refuses the workflow.
  known.set(name, { isRun: unknown, past: true });
  const own = textOf((job.tree.get([...job.keys, "if"]) ?? { value: "success()" }).value);
  const inside = ofJob(situation, job, known);
  const past = pastOf({ job, situation, known });
  const outcome = evaluateCondition(own, inside) ?? { unknown };
  const isTaken = "truth" in outcome ? outcome.truth : outcome.unknown;
  const ran = { isRun: asksForStatus(own) ? isTaken : all([past, isTaken]), past };
  known.set(name, ran);
  return ran;
};

/** False where one is, else what only a run knows, first of all what whoever proposes a change decides about, else true. */
const all = (values: readonly Value[]): Value =>
  values.find((value) => value === false) ??
  values.find((value) => isUnknown(value) && value.isTheirs) ??
  values.find(isUnknown) ??
  true;
