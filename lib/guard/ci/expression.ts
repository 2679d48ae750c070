/**
 * Expressions of workflows whose values stand in the repository.
 *
 * @module
 */
import type { Keys, Located, Tree } from "../sources/tree.ts";
import { environmentValue } from "./environment.ts";
import { matrixValues } from "./matrix.ts";
import { textOf } from "./text.ts";

/** All values that something can have; none for the empty text; or why they can't be known. */
export type Values = Located<unknown>[] | { why: string };

/** A job of a workflow. */
export interface JobPlace {
  tree: Tree;
  keys: Keys;
  /** What `inputs.name` is in its workflow; left out: only a run can tell. */
  input?: Scope["input"];
}

/** Where an expression stands, and what its names mean there. */
export interface Scope {
  tree: Tree;
  /** The step, or the job that calls a workflow. */
  step: Keys;
  /** The job around it; in a composite action, that of the workflow. */
  job: JobPlace;
  /** In a composite action: the steps that lead here, the nearest first. */
  callers: readonly (Pick<Scope, "tree" | "step"> & Partial<Pick<Scope, "input">>)[];
  /** What `inputs.name` is; undefined when only a run can tell. */
  input: (name: string) => Values | undefined;
}

/**
 * The values that `found` can have in `scope`: itself, or those of `${{ matrix.… }}`, `${{ env.… }}` and
 * `${{ inputs.… }}`, each also with `|| 'literal'`. docs.github.com "Evaluate expressions in workflows and actions".
 */
export const expressionValues = (scope: Scope, found: Located<unknown>): Values => valuesIn(scope, found, 0);

/** Whether it is the empty text, which actions take for no input at all. */
export const isEmpty = ({ value }: Located<unknown>): boolean => value === "" || value === null;

// --- internal ---

/** Variables that name variables. */
const deepest = 4;

const partial = { why: "some of the jobs have no such value" };

const unknown = { why: "its value is known only when it runs" };

const pattern =
  /^\s*\$\{\{\s*(matrix|env|inputs)(?:\.([\w.-]+)|\['([\w-]+)'\])\s*(?:\|\|\s*(?:'([^']*)'|(\d[\d.]*))\s*)?\}\}\s*$/;

const valuesIn = (scope: Scope, found: Located<unknown>, depth: number): Values => {
  if (typeof found.value !== "string" || !found.value.includes("${{")) return isEmpty(found) ? [] : [found];
  const [whole, context, dotted, quoted, text, number] = pattern.exec(found.value) ?? [];
  if (whole === undefined || depth > deepest) return unknown;
  const name = dotted ?? quoted ?? "";
  const values = contextValues(scope, context ?? "", name, depth);
  if ("why" in values) return values;
  const otherwise = text ?? number;
  if (otherwise === undefined) return values.some(isEmpty) ? partial : values;
  const other = { ...found, value: otherwise };
  return values.length === 0 ? [other] : values.map((one) => (isFalse(one) ? other : one));
};

/** What `||` passes over. */
const isFalse = ({ value }: Located<unknown>): boolean => ["", null, false, 0].some((one) => one === value);

const contextValues = (scope: Scope, context: string, name: string, depth: number): Values => {
  if (context === "inputs") return scope.input(name) ?? unknown;
  if (context === "matrix") return settled(scope, axisValues(scope, name), depth);
  const value = environmentValue([scope, ...scope.callers], scope.job, name);
  if (value === undefined) return unknown;
  return "why" in value ? value : valuesIn(scope, value, depth + 1);
};

/** The values of an axis that is written as a list, or given as one by an input. */
const axisValues = (scope: Scope, name: string): Values => {
  const { tree, keys } = scope.job;
  const top = [...keys, "strategy", "matrix"];
  const axis = tree.text([...top, name]);
  const [, input] = /^\s*\$\{\{\s*fromJSON\(\s*inputs\.([\w-]+)\s*\)\s*\}\}\s*$/i.exec(axis?.value ?? "") ?? [];
  const isAlone = tree.get([...top, "include"]) === undefined && tree.get([...top, "exclude"]) === undefined;
  if (input === undefined || !isAlone) return matrixValues(tree, keys, name.split("."));
  const given = scope.input(input) ?? unknown;
  if ("why" in given) return given;
  const lists = given.map(elementsOf);
  return lists.every((list) => list !== undefined) ? lists.flat() : { why: `the input "${input}" is no JSON list` };
};

/** Of a JSON list in a text, each with the place of the text. */
const elementsOf = (found: Located<unknown>): Located<unknown>[] | undefined => {
  try {
    const list: unknown = JSON.parse(textOf(found.value));
    return Array.isArray(list) ? list.map((value: unknown) => ({ ...found, value })) : undefined;
  } catch {
    return undefined;
  }
};

/** A matrix may name inputs of the workflow. */
const settled = (scope: Scope, values: Values, depth: number): Values => {
  if ("why" in values) return values;
  const found: Located<unknown>[] = [];
  for (const value of values) {
    const isMade = typeof value.value === "string" && value.value.includes("${{");
    const settledOnes = isMade ? valuesIn(scope, value, depth + 1) : [value];
    if ("why" in settledOnes) return settledOnes;
    found.push(...settledOnes);
  }
  return found;
};
