/**
 * The jobs that a matrix makes, and what GitHub calls their checks.
 *
 * docs.github.com "Running variations of jobs in a workflow".
 *
 * @module
 */
import { type Combination, type JobFrame, matrixCombinations } from "../../ci/index.ts";
import type { Keys, Tree } from "../../sources/tree.ts";
import { type Fault, spotOf } from "../fault.ts";
import { textOf } from "./text.ts";

/** Names of the checks of a job, with those of the jobs that call it before; or why they can't be known. */
export const checkNames = (frame: JobFrame): string[] | { why: string } => {
  const own = ownNames(frame);
  if (frame.caller === undefined || "why" in own) return own;
  const above = checkNames(frame.caller);
  return "why" in above ? above : above.flatMap((outer) => own.map((inner) => `${outer} / ${inner}`));
};

/** A matrix that leaves no job, where what it is about would not be run. */
export const emptyMatrixFaults = ({ tree, keys }: Pick<JobFrame, "tree" | "keys">): Fault[] => {
  const found = tree.get([...keys, "strategy", "matrix"]);
  if (found === undefined) return [];
  const combinations = matrixCombinations(tree, keys);
  if ("why" in combinations || combinations.length > 0) return [];
  const why = "its matrix leaves no job";
  return [{ kind: "skipped", level: "undecided", at: spotOf(found), written: "matrix", why }];
};

// --- internal ---

const ownNames = ({ tree, keys }: JobFrame): string[] | { why: string } => {
  const name = tree.get([...keys, "name"]);
  const written = name === undefined || name.value === null ? `${keys[1]}` : textOf(name.value);
  const hasMatrix = tree.get([...keys, "strategy", "matrix"]) !== undefined;
  const combinations = hasMatrix ? matrixCombinations(tree, keys) : [new Map()];
  if ("why" in combinations) return combinations;
  if (combinations.length === 0) return { why: "its matrix leaves no job" };
  const names = combinations.map((values) => nameOf(tree, values, written));
  const unknown = names.find((one) => typeof one !== "string");
  return unknown ?? (names as string[]);
};

const nameOf = (tree: Tree, combination: Combination, written: string): string | { why: string } => {
  const values = new Map([...combination].map(([name, keys]) => [name, tree.get(keys)?.value]));
  const isMade = ([name, keys]: [string, Keys]): boolean =>
    keys.at(-2) === "matrix" || textOf(values.get(name)).includes("${{");
  const [made] = [...combination].find(isMade) ?? [];
  if (made !== undefined) return { why: `its matrix makes "${made}" when it runs` };
  if (written.includes("${{")) {
    const filled = written.replace(/\$\{\{\s*matrix\.([\w-]+)\s*\}\}/g, (whole, name: string) => {
      const value = values.get(name);
      return value === undefined || typeof value === "object" ? whole : textOf(value);
    });
    return filled.includes("${{") ? { why: "its name is made when it runs" } : filled;
  }
  if (values.size === 0) return written;
  const parts = [...values.values()];
  if (parts.some((value) => typeof value === "object")) return { why: "its matrix has values with parts" };
  return `${written} (${parts.join(", ")})`;
};
