/**
 * For which changes a workflow of GitHub runs at all.
 *
 * docs.github.com "Events that trigger workflows", "Workflow syntax": `on`.
 *
 * @module
 */
import { triggersOf } from "../../ci/index.ts";
import type { Located, Tree } from "../../sources/tree.ts";
import { type Event, type Fault, spotOf } from "../fault.ts";

/** Whether what the workflow runs decides about a change: it runs on one, or is called by what does. */
export const judgesChanges = (tree: Tree): boolean => {
  const triggers = triggersOf(tree).map(({ value }) => value);
  const isTagOnly =
    tree.get(["on", "push", "tags"]) !== undefined &&
    tree.get(["on", "push", "branches"]) === undefined &&
    tree.get(["on", "push", "branches-ignore"]) === undefined;
  const isPush = triggers.includes("push") && !isTagOnly;
  return isPush || ["pull_request", "pull_request_target", "merge_group"].some((name) => triggers.includes(name));
};

/** Why the workflow would not run for a push to the default branch, or for a pull request to it. */
export const triggerFaults = (tree: Tree, branch: string): Fault[] => [
  ...eventFaults(tree, "push", "push", branch),
  ...eventFaults(tree, "pull_request", "change", branch),
];

// --- internal ---

const eventFaults = (tree: Tree, name: "push" | "pull_request", event: Event, branch: string): Fault[] => {
  const on = tree.get(["on"]);
  const found = triggersOf(tree).find(({ value }) => value === name);
  const fault = (at: Located<unknown>, why: string, level: Fault["level"] = "violation"): Fault => ({
    ...{ kind: "skipped", level, at: spotOf(at), why, events: [event] },
    ...(typeof at.value === "string" && { written: at.value }),
  });
  const what = event === "push" ? "what is pushed to the default branch" : "pull requests";
  if (found === undefined) {
    const at = on ?? { value: "", path: tree.path, line: 1, column: 1 };
    const isTarget = event === "change" && triggersOf(tree).some(({ value }) => value === "pull_request_target");
    const why = isTarget
      ? "pull_request_target runs the code of the base, not that of the pull request"
      : `the workflow does not run for ${what}`;
    return [
      { ...fault({ ...at, value: "" }, why), fix: event === "push" ? "add push: to on:" : "add pull_request: to on:" },
    ];
  }
  const faults: Fault[] = [];
  for (const key of ["paths", "paths-ignore"]) {
    const at = nameAt(tree, ["on", name], key);
    if (at !== undefined) {
      faults.push(
        fault(at, `the workflow runs only for some paths, and for ${what} without them it does not run at all`),
      );
    }
  }
  faults.push(...branchFaults(tree, name, branch, fault));
  if (event === "change") faults.push(...typeFaults(tree, fault));
  return faults;
};

type MakeFault = (at: Located<unknown>, why: string, level?: Fault["level"]) => Fault;

const branchFaults = (tree: Tree, name: string, branch: string, fault: MakeFault): Fault[] => {
  const keys = ["on", name];
  const only = patternsAt(tree, [...keys, "branches"]);
  const not = patternsAt(tree, [...keys, "branches-ignore"]);
  const found: Fault[] = [];
  const at = nameAt(tree, keys, "branches");
  if (only !== undefined && at !== undefined && !isTaken(only, branch)) {
    found.push(fault(at, `the workflow does not run for the default branch, "${branch}"`));
  }
  const ignoring = nameAt(tree, keys, "branches-ignore");
  if (not !== undefined && ignoring !== undefined && isTaken(not, branch)) {
    found.push(fault(ignoring, `the workflow leaves out the default branch, "${branch}"`));
  }
  const tags = nameAt(tree, keys, "tags") ?? nameAt(tree, keys, "tags-ignore");
  if (name === "push" && tags !== undefined && only === undefined && not === undefined) {
    found.push(fault(tags, "with tags alone, the workflow does not run for branches"));
  }
  return found;
};

/** Without `types`: opened, synchronize, reopened. */
const typeFaults = (tree: Tree, fault: MakeFault): Fault[] => {
  const at = nameAt(tree, ["on", "pull_request"], "types");
  const types = patternsAt(tree, ["on", "pull_request", "types"]);
  if (at === undefined || types === undefined) return [];
  const missing = ["opened", "synchronize"].filter((type) => !types.includes(type));
  return missing.length === 0
    ? []
    : [
        fault(
          at,
          `the workflow does not run when a pull request is ${missing.map((one) => (one === "opened" ? "opened" : "pushed to")).join(" or ")}`,
        ),
      ];
};

const nameAt = (tree: Tree, keys: readonly string[], name: string): Located<string> | undefined =>
  tree.names(keys).find(({ value }) => value === name);

const patternsAt = (tree: Tree, keys: readonly string[]): string[] | undefined => {
  const one = tree.text(keys);
  if (one !== undefined) return [one.value];
  return tree.get(keys) === undefined ? undefined : tree.items(keys).map(({ value }) => `${value}`);
};

/** The last pattern that matches decides; one that begins with `!` takes out. */
const isTaken = (patterns: readonly string[], branch: string): boolean =>
  patterns.reduce((isIn, pattern) => {
    const isNegative = pattern.startsWith("!");
    return patternOf(isNegative ? pattern.slice(1) : pattern).test(branch) ? !isNegative : isIn;
  }, false);

/** docs.github.com "Filter pattern cheat sheet": `*`, `**`, `?` and `+` behind a character, `[…]`. */
const patternOf = (pattern: string): RegExp => {
  const source = pattern
    .split(/(\*\*|\*|[?+]|\[[^\]]*\])/)
    .map((part, index) => {
      if (index % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
      return part === "**" ? ".*?" : part === "*" ? "[^/]*?" : part;
    })
    .join("");
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /(?!)/;
  }
};
