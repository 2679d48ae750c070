/**
 * Which jobs a matrix makes, and which values its names take in them.
 *
 * docs.github.com "Running variations of jobs in a workflow".
 *
 * @module
 */
import type { Keys, Located, Tree } from "../sources/tree.ts";
import { textOf } from "./text.ts";

/** One job of a matrix: where the value of each of its names stands. */
export type Combination = Map<string, Keys>;

/** What can't be known before it runs. */
interface Unknown {
  why: string;
}

/**
 * Every combination of the axes without those that an entry of `exclude` matches in all its keys, and with what `include` adds: to each
 * combination whose axes it leaves as they are, else as one more. An axis that is made when it runs has one value, itself.
 */
export const matrixCombinations = (tree: Tree, job: Keys): Combination[] | Unknown => {
  const top = [...job, "strategy", "matrix"];
  const names = tree.names(top).map(({ value }) => value);
  if (names.length === 0) return { why: "its matrix is made when it runs" };
  const axes = names.filter((name) => name !== "include" && name !== "exclude");
  const crossed = crossedOf(tree, top, axes);
  const excluded = entriesAt(tree, top, "exclude");
  const included = entriesAt(tree, top, "include");
  if ("why" in crossed) return crossed;
  if ("why" in excluded) return excluded;
  if ("why" in included) return included;
  const texts = textsIn(tree);
  const open = axes.find((axis) => {
    const asked = [...excluded, ...included].flatMap((entry) => (entry.has(axis) ? [entry.get(axis) ?? []] : []));
    return (
      asked.length > 0 &&
      (tree.items([...top, axis]).length === 0 ||
        [[...top, axis], ...asked].flatMap((keys) => tree.get(keys) ?? []).some(isMade))
    );
  });
  if (open !== undefined) return { why: `its matrix makes "${open}" when it runs` };
  const fits = (values: Combination, entry: Combination, asks: readonly string[]): boolean =>
    asks.every((name) => texts(values.get(name)) === texts(entry.get(name)));
  const kept = crossed
    .filter((values) => !excluded.some((entry) => fits(values, entry, [...entry.keys()])))
    .map((values) => ({ values, made: new Map(values) }));
  const added: Combination[] = [];
  for (const entry of included) {
    const shared = axes.filter((axis) => entry.has(axis));
    const fitting = kept.filter(({ values }) => fits(values, entry, shared));
    for (const { made } of fitting) for (const [name, keys] of entry) made.set(name, keys);
    if (fitting.length === 0) added.push(entry);
  }
  return [...kept.map(({ made }) => made), ...added];
};

/** The values of `matrix.<path>` in the job at `job`, each with its place; the empty text where some of its jobs have none. */
export const matrixValues = (tree: Tree, job: Keys, path: readonly string[]): Located<unknown>[] | Unknown => {
  const combinations = matrixCombinations(tree, job);
  if ("why" in combinations) return combinations;
  const [axis = "", ...below] = path;
  const top = [...job, "strategy", "matrix"];
  const places = new Map(combinations.map((values) => [JSON.stringify(values.get(axis)), values.get(axis)]));
  const isAxis = places.has(JSON.stringify([...top, axis]));
  if (isAxis || [...places.values()].every((keys) => keys === undefined))
    return { why: `the matrix has no list "${axis}"` };
  const nothing = { path: tree.path, line: 1, column: 1, ...tree.get(top), value: "" };
  return [...places.values()]
    .map((keys) => (keys && tree.get([...keys, ...below])) ?? nothing)
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
};

// --- internal ---

/** GitHub makes at most 256 jobs of a matrix; what it excludes does not count. */
const most = 1024;

const isMade = ({ value }: Located<unknown>): boolean => textOf(value).includes("${{");

/** Values as texts, each made once. */
const textsIn = (tree: Tree): ((keys: Keys | undefined) => string | undefined) => {
  const known = new Map<Keys, string>();
  return (keys) => {
    if (keys === undefined) return undefined;
    const { value } = tree.get(keys) ?? {};
    const text = known.get(keys) ?? textOf(value);
    known.set(keys, text);
    return text;
  };
};

const crossedOf = (tree: Tree, top: Keys, axes: readonly string[]): Combination[] | Unknown => {
  let combinations: Combination[] = axes.length === 0 ? [] : [new Map()];
  for (const axis of axes) {
    const place = [...top, axis];
    const items = tree.items(place).map((_, index) => [...place, index]);
    const values = items.length === 0 ? [place] : items;
    if (values.length * combinations.length > most) return { why: "its matrix is too large" };
    combinations = combinations.flatMap((one) => values.map((keys) => new Map(one).set(axis, keys)));
  }
  return combinations;
};

/** The maps of a list. */
const entriesAt = (tree: Tree, top: Keys, list: string): Combination[] | Unknown => {
  const place = [...top, list];
  const items = tree.items(place);
  if (items.length === 0 && tree.get(place) !== undefined) return { why: `its matrix makes "${list}" when it runs` };
  const entries = items.map((_, index) => tree.names([...place, index]).map(({ value }) => value));
  if (entries.some((names) => names.length === 0))
    return { why: `its matrix has an entry of "${list}" that is no map` };
  return entries.map((names, index) => new Map(names.map((name) => [name, [...place, index, name]])));
};
