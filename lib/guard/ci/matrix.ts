/**
 * Which values a job's matrix takes.
 *
 * @module
 */
import type { Keys, Located, Tree } from "../sources/tree.ts";

/**
 * The values of `matrix.<path>` in the job at `job`, each with its place; or why they can't be known.
 *
 * docs.github.com "Running variations of jobs in a workflow": every combination of the axes without those that an
 * entry of `exclude` matches in all its keys, and every value that `include` adds.
 */
export const matrixValues = (tree: Tree, job: Keys, path: readonly string[]): Located<unknown>[] | { why: string } => {
  const top = [...job, "strategy", "matrix"];
  const [axis = "", ...below] = path;
  const axes = tree.names(top).map(({ value }) => value);
  if (axes.length === 0) return { why: "the job's matrix is made when it runs, or there is none" };
  const included = tree
    .items([...top, "include"])
    .flatMap((_, index) => tree.get([...top, "include", index, ...path]) ?? []);
  if (tree.get([...top, "include"]) !== undefined && tree.items([...top, "include"]).length === 0) {
    return { why: "the matrix's include is made when it runs" };
  }
  const own = tree.items([...top, axis]);
  if (own.length === 0) {
    const isKnown = included.length > 0 && tree.get([...top, axis]) === undefined;
    return isKnown ? included : { why: `the matrix has no list "${axis}"` };
  }
  const left = remaining(tree, top, axis);
  if (left === undefined) return { why: "the matrix has too many combinations" };
  const values = own.flatMap((item, index) => {
    if (!left.has(index)) return [];
    return below.length === 0 ? [item] : (tree.get([...top, axis, index, ...below]) ?? []);
  });
  return [...values, ...included];
};

// --- internal ---

/** GitHub makes at most 256 jobs of a matrix; excluded ones don't count. */
const mostCombinations = 4096;

type Combination = Readonly<Record<string, unknown>>;

/** Which elements of `axis` are left in some combination; undefined when there are too many to look at. */
const remaining = (tree: Tree, top: Keys, axis: string): Set<number> | undefined => {
  const excludes = tree.items([...top, "exclude"]).map(({ value }) => value as Combination | null);
  const names = tree.names(top).map(({ value }) => value);
  let combinations: { at: number; values: Combination }[] = [{ at: -1, values: {} }];
  for (const name of names.filter((one) => one !== "include" && one !== "exclude")) {
    const items = tree.items([...top, name]);
    // An axis that is made when it runs matches no exclusion for certain.
    if (items.length === 0) continue;
    if (combinations.length * items.length > mostCombinations) return undefined;
    combinations = combinations.flatMap(({ at, values }) =>
      items.map(({ value }, index) => ({ at: name === axis ? index : at, values: { ...values, [name]: value } })),
    );
  }
  const isExcluded = ({ values }: { values: Combination }): boolean =>
    excludes.some(
      (entry) =>
        entry !== null &&
        typeof entry === "object" &&
        Object.entries(entry).every(([key, value]) => isSame(values[key], value)),
    );
  return new Set(combinations.filter((one) => !isExcluded(one)).map(({ at }) => at));
};

const isSame = (a: unknown, b: unknown): boolean =>
  typeof a === "object" ? JSON.stringify(a) === JSON.stringify(b) : a !== undefined && String(a) === String(b);
