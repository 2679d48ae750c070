/**
 * The jobs that a matrix makes, and what GitHub calls their checks.
 *
 * docs.github.com "Running variations of jobs in a workflow".
 *
 * @module
 */
import type { JobFrame } from "../../ci/index.ts";
import type { Keys, Tree } from "../../sources/tree.ts";
import { textOf } from "./text.ts";

/** Names of the checks of a job, with those of the jobs that call it before; or why they can't be known. */
export const checkNames = (frame: JobFrame): string[] | { why: string } => {
  const own = ownNames(frame);
  if (frame.caller === undefined || "why" in own) return own;
  const above = checkNames(frame.caller);
  return "why" in above ? above : above.flatMap((outer) => own.map((inner) => `${outer} / ${inner}`));
};

// --- internal ---

type Combination = Map<string, unknown>;

/** GitHub makes at most 256 jobs of a matrix; what it excludes does not count. */
const most = 1024;

const ownNames = ({ tree, keys }: JobFrame): string[] | { why: string } => {
  const written = tree.text([...keys, "name"])?.value;
  const key = `${keys[1]}`;
  const combinations = combinationsOf(tree, [...keys, "strategy", "matrix"]);
  if ("why" in combinations) return combinations;
  if (combinations.length === 0) return { why: "its matrix leaves no job" };
  const names = combinations.map((values) => nameOf(values, written, key));
  const unknown = names.find((name) => typeof name !== "string");
  return unknown ?? (names as string[]);
};

const nameOf = (values: Combination, written: string | undefined, key: string): string | { why: string } => {
  const base = written ?? key;
  if (base.includes("${{")) {
    const filled = base.replace(/\$\{\{\s*matrix\.([\w-]+)\s*\}\}/g, (whole, name: string) => {
      const value = values.get(name);
      return value === undefined || typeof value === "object" ? whole : textOf(value);
    });
    return filled.includes("${{") ? { why: "its name is made when it runs" } : filled;
  }
  if (values.size === 0) return base;
  const parts = [...values.values()];
  if (parts.some((value) => typeof value === "object")) return { why: "its matrix has values with parts" };
  return `${base} (${parts.join(", ")})`;
};

const combinationsOf = (tree: Tree, top: Keys): Combination[] | { why: string } => {
  if (tree.get(top) === undefined) return [new Map()];
  const names = tree.names(top).map(({ value }) => value);
  if (names.length === 0) return { why: "its matrix is made when it runs" };
  let combinations: Combination[] = [new Map()];
  const axes = names.filter((name) => name !== "include" && name !== "exclude");
  for (const axis of axes) {
    const items = tree.items([...top, axis]);
    if (items.length === 0 || items.some(({ value }) => textOf(value).includes("${{")))
      return { why: `its matrix makes "${axis}" when it runs` };
    if (items.length * combinations.length > most) return { why: "its matrix is too large" };
    combinations = combinations.flatMap((values) => items.map(({ value }) => new Map(values).set(axis, value)));
  }
  if (axes.length === 0) combinations = [];
  for (const list of ["include", "exclude"]) {
    if (tree.get([...top, list]) !== undefined && tree.items([...top, list]).length === 0) {
      return { why: `its matrix makes "${list}" when it runs` };
    }
  }
  const excluded = tree.items([...top, "exclude"]).map(({ value }) => Object.entries(value ?? {}));
  const left = combinations.filter(
    (values) => !excluded.some((entry) => entry.every(([name, value]) => textOf(values.get(name)) === textOf(value))),
  );
  return withIncluded(
    left,
    tree.items([...top, "include"]).map(({ value }) => Object.entries(value ?? {})),
    axes,
  );
};

const withIncluded = (
  combinations: Combination[],
  included: [string, unknown][][],
  axes: readonly string[],
): Combination[] => {
  const added: Combination[] = [];
  for (const entry of included) {
    const shared = entry.filter(([name]) => axes.includes(name));
    const fitting = combinations.filter((values) =>
      shared.every(([name, value]) => textOf(values.get(name)) === textOf(value)),
    );
    for (const values of fitting) for (const [name, value] of entry) values.set(name, value);
    if (fitting.length === 0) added.push(new Map(entry));
  }
  return [...combinations, ...added];
};
