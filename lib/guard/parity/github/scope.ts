/**
 * What names mean at one place of a workflow, as far as the repository says it.
 *
 * @module
 */
import { expressionValues, type Scope } from "../../ci/index.ts";
import type { Tree } from "../../sources/tree.ts";
import type { Situation } from "./expression.ts";
import { textOf } from "./text.ts";
import type { Value } from "./value.ts";

/** A place in a job outside of its steps. */
export const jobScope = (tree: Tree, name: string): Scope => {
  const keys = ["jobs", name];
  return { tree, step: keys, job: { tree, keys }, callers: [], input: () => undefined };
};

/** `situation` with the values that inputs, matrix and variables have in `scope`. */
export const withValues = (situation: Situation, scope: Scope): Situation => ({
  ...situation,
  valueOf: (path, written): Value => {
    const [, context = "", name = ""] = /^(matrix|inputs|env)\.([^.]+)/.exec(written) ?? [];
    if (context === "") return situation.valueOf(path, written);
    const unknown = { unknown: written, isTheirs: false };
    if (context === "env" ? isSetByScripts(scope) : context === "matrix" && isPartial(scope, name)) return unknown;
    const values = expressionValues(scope, { path: "", line: 1, column: 1, value: `\${{ ${written} }}` });
    if ("why" in values) return unknown;
    const [only = "", ...others] = new Set(values.map(({ value }) => value));
    if (others.length > 0 || !isPlain(only)) return unknown;
    // Whatever YAML takes them for: "false" is a text, and true.
    return context === "env" || (context === "inputs" && isAction(scope)) ? textOf(only) : only;
  },
});

/** A step may set variables for those behind it. */
export const isSetByScripts = ({ tree, job }: Scope): boolean =>
  [...tree.items(["runs", "steps"]), ...job.tree.items([...job.keys, "steps"])].some(({ value }) =>
    /GITHUB_ENV/.test(JSON.stringify(value)),
  );

// --- internal ---

const isAction = ({ tree }: Scope): boolean => tree.get(["runs"]) !== undefined;

const isPlain = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value);

/** Some jobs of the matrix may not have the name: what `include` adds, it need not add to all. */
const isPartial = ({ job: { tree, keys } }: Scope, name: string): boolean =>
  tree.get([...keys, "strategy", "matrix", name]) === undefined;
