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

/**
 * A matrix that leaves no job, or of which only a run knows what it leaves and sets: what it is about would not be run, or not as
 * it stands there. Of an axis that is made only its values are not known; where there are none, GitHub lets the run fail.
 */
export const matrixFaults = ({ tree, keys }: Pick<JobFrame, "tree" | "keys">): Fault[] => {
  const top = [...keys, "strategy", "matrix"];
  const found = tree.get(top);
  if (found === undefined) return [];
  const at = { at: spotOf(found), written: "matrix" };
  const combinations = matrixCombinations(tree, keys);
  if ("why" in combinations) return [{ kind: "unread", level: "undecided", ...at, why: combinations.why }];
  const axes = tree.names(top).filter(({ value }) => !lists.includes(value));
  const entries = lists.flatMap((list) =>
    tree.items([...top, list]).flatMap((_, index) => tree.names([...top, list, index])),
  );
  // `${{ insert }}` stands for any names, and how GitHub takes those of its own in capitals is not said.
  const odd =
    axes.find(({ value }) => lists.includes(value.toLowerCase())) ??
    [...axes, ...entries].find(({ value }) => value.includes("${{"));
  if (odd !== undefined)
    return [{ kind: "unread", level: "undecided", ...at, why: `what "${odd.value}" in its matrix does is not known` }];
  return combinations.length === 0 || axes.some(({ value }) => isEmpty(tree.get([...top, value])?.value))
    ? [{ kind: "skipped", level: "undecided", ...at, why: "its matrix leaves no job" }]
    : [];
};

// --- internal ---

/** Those of a matrix that are no axis. */
const lists: readonly string[] = ["include", "exclude"];

/** A list without anything in it, whatever is included; and what is no list, and makes none when it runs, or perhaps such a one. */
const isEmpty = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length === 0
    : typeof value !== "string" || !value.includes("${{") || /'\s*\[\s*\]\s*'/.test(value);

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
