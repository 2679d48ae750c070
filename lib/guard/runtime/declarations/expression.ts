/**
 * Expressions of workflows whose values stand in the same file.
 *
 * @module
 */
import type { Keys, Located, Tree } from "../../sources/tree.ts";
import { matrixValues } from "./matrix.ts";

/**
 * The values that `found` of the step at `step` can have: itself, or those of `${{ matrix.… }}` and `${{ env.… }}`,
 * or why they can't be known. docs.github.com "Evaluate expressions in workflows and actions".
 */
export const expressionValues = (
  tree: Tree,
  step: Keys,
  found: Located<unknown>,
): Located<unknown>[] | { why: string } => {
  if (typeof found.value !== "string" || !found.value.includes("${{")) return [found];
  const [, context = "", rest = ""] = /^\s*\$\{\{\s*(matrix|env)\.([\w.-]+)\s*\}\}\s*$/.exec(found.value) ?? [];
  const job = step.slice(0, 2);
  if (context === "matrix") return settled(matrixValues(tree, job, rest.split(".")));
  const value = context === "env" ? environmentValue(tree, step, rest) : undefined;
  if (value === undefined) return { why: "its value is known only when it runs" };
  return typeof value.value === "string" && value.value.includes("${{") ? resolveOnce(tree, job, value) : [value];
};

// --- internal ---

/** The innermost that says it. */
const environmentValue = (tree: Tree, step: Keys, name: string): Located<unknown> | undefined =>
  tree.get([...step, "env", name]) ?? tree.get([...step.slice(0, 2), "env", name]) ?? tree.get(["env", name]);

const resolveOnce = (tree: Tree, job: Keys, found: Located<unknown>): Located<unknown>[] | { why: string } => {
  const [, path] = /^\s*\$\{\{\s*matrix\.([\w.-]+)\s*\}\}\s*$/.exec(`${found.value}`) ?? [];
  return path === undefined
    ? { why: "its value is known only when it runs" }
    : matrixValues(tree, job, path.split("."));
};

/** A matrix may name variables of the workflow. */
const settled = (values: Located<unknown>[] | { why: string }): Located<unknown>[] | { why: string } => {
  if ("why" in values) return values;
  return values.some(({ value }) => typeof value === "string" && value.includes("${{"))
    ? { why: "its value is known only when it runs" }
    : values;
};
