/**
 * Variables of workflows, as far as the repository says what they are.
 *
 * @module
 */
import type { Keys, Located, Tree } from "../sources/tree.ts";
import { textOf } from "./text.ts";

/** A step, or the job that calls a workflow. */
interface Place {
  tree: Tree;
  step: Keys;
}

/**
 * The variable `name` at the first of `places`, each inside the next and all in `job`: the innermost that says it, unless a step
 * before, of those around it, may have set it. docs.github.com "Workflow commands", environment files.
 */
export const environmentValue = (
  places: readonly Place[],
  job: { tree: Tree; keys: Keys },
  name: string,
): Located<unknown> | { why: string } | undefined => {
  for (const { tree, step } of places) {
    const own = tree.get([...step, "env", name]);
    if (own !== undefined) return own;
    if (stepsBefore(tree, step).some((before) => maySet(before, name)))
      return { why: "a step before may set its variable" };
  }
  return job.tree.get([...job.keys, "env", name]) ?? job.tree.get(["env", name]);
};

// --- internal ---

/** Of a job, which is in no list, none. */
const stepsBefore = (tree: Tree, step: Keys): unknown[] =>
  tree
    .items(step.slice(0, -1))
    .slice(0, Number(step.at(-1)))
    .map(({ value }) => value);

/** It is seen to set variables, this one or some that nobody can name. What a program sets that it starts is not seen. */
const maySet = (step: unknown, name: string): boolean => {
  if (!/GITHUB_ENV|exportVariable/.test(textOf(step))) return false;
  const script = textOf((step as Readonly<Record<string, unknown>>)["run"]);
  const lines = script.split(/\\n|\n/);
  const named = lines.flatMap((line) => [...line.matchAll(/([\w-]+)(?:=|<<)/g)].map(([, one]) => one));
  const writing = lines.filter((line) => line.includes("GITHUB_ENV"));
  return named.includes(name) || writing.length === 0 || !writing.every(isPlain);
};

/** It begins with the name of what it sets, and so does every command behind that writes, too. */
const isPlain = (line: string): boolean =>
  line
    .replace(/\\.|"(?:\\.|[^"\\])*"|'[^']*'/g, (quoted) => quoted.replace(/[;&|]/g, " "))
    .split(/[;&]|\|\|/)
    .every((command, index) => (index > 0 && !command.includes("GITHUB_ENV")) || isNamed.test(command));

const isNamed = /^\s*(?:echo|printf)\s+["']?[A-Za-z_]\w*(?:=|<<)/;
