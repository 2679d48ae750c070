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
import { textOf } from "./text.ts";

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

/** Whether it runs for pushes whose branch or tag whoever pushes names as they like. */
export const isOpenToNames = (tree: Tree): boolean => {
  if (!triggersOf(tree).some(({ value }) => value === "push")) return false;
  const only = patternsAt(tree, "push", "branches");
  const tags = patternsAt(tree, "push", "tags");
  if (only === undefined && tags === undefined) return true;
  return [only, tags].some((one) => one?.patterns.some((pattern) => /[*?+![]/.test(pattern)));
};

/**
 * What happens to a pull request beside a push, and starts the workflow. One that is closed and may be reopened is judged again then,
 * before it is merged.
 */
export const activitiesOf = (tree: Tree): string[] => {
  const types = patternsAt(tree, "pull_request", "types")?.patterns ?? ["reopened"];
  const others = types.filter((type) => type !== "synchronize" && !(type === "closed" && types.includes("reopened")));
  return [...new Set(["opened", ...others])];
};

// --- internal ---

const eventFaults = (tree: Tree, name: "push" | "pull_request", event: Event, branch: string): Fault[] => {
  const on = tree.get(["on"]);
  const found = triggersOf(tree).find(({ value }) => value === name);
  const fault: MakeFault = (at, why, level = "violation") => ({
    ...{ kind: "skipped", level, at: spotOf(at), written: at.value, why, events: [event] },
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
    const at = nameAt(tree, name, key);
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

type MakeFault = (at: Located<string>, why: string, level?: Fault["level"]) => Fault;

const branchFaults = (tree: Tree, name: string, branch: string, fault: MakeFault): Fault[] => {
  const only = patternsAt(tree, name, "branches");
  const not = patternsAt(tree, name, "branches-ignore");
  const found: Fault[] = [];
  for (const { at, patterns } of [only, not].flatMap((one) => one ?? [])) {
    const isTaken = isTakenBy(patterns, branch);
    if (isTaken === undefined) {
      found.push(fault(at, `whether it runs for the default branch, "${branch}", can't be understood`, "undecided"));
    } else if (isTaken !== (at.value === "branches")) {
      const runs = isTaken ? "leaves out" : "does not run for";
      found.push(fault(at, `the workflow ${runs} the default branch, "${branch}"`));
    }
  }
  if (only !== undefined && not !== undefined)
    found.push(
      fault(
        not.at,
        "GitHub takes no branches-ignore beside branches, and runs nothing of such a workflow",
        "undecided",
      ),
    );
  const tags = nameAt(tree, name, "tags") ?? nameAt(tree, name, "tags-ignore");
  if (name === "push" && tags !== undefined && only === undefined && not === undefined) {
    found.push(fault(tags, "with tags alone, the workflow does not run for branches"));
  }
  return found;
};

/** Without `types`: opened, synchronize, reopened. */
const typeFaults = (tree: Tree, fault: MakeFault): Fault[] => {
  const types = patternsAt(tree, "pull_request", "types");
  if (types === undefined) return [];
  const missing = needed.filter(([type]) => !types.patterns.includes(type)).map(([, name]) => name);
  if (missing.length === 0) return [];
  return [fault(types.at, `the workflow does not run when a pull request is ${missing.join(" or ")}`)];
};

/** Without these some change is never looked at. */
const needed = [
  ["opened", "opened"],
  ["synchronize", "pushed to"],
] as const;

const nameAt = (tree: Tree, event: string, name: string): Located<string> | undefined =>
  tree.names(["on", event]).find(({ value }) => value === name);

const patternsAt = (tree: Tree, event: string, name: string) => {
  const at = nameAt(tree, event, name);
  if (at === undefined) return undefined;
  const keys = ["on", event, name];
  const one = tree.text(keys);
  return { at, patterns: (one === undefined ? tree.items(keys) : [one]).map(({ value }) => textOf(value)) };
};

/** The last pattern that matches decides; one that begins with `!` takes out. Undefined where one can't be understood. */
const isTakenBy = (patterns: readonly string[], branch: string): boolean | undefined => {
  let isTaken = false;
  for (const pattern of patterns) {
    const isPositive = !pattern.startsWith("!");
    const isMatch = matches(isPositive ? pattern : pattern.slice(1), branch);
    if (isMatch === undefined) return undefined;
    if (isMatch) isTaken = isPositive;
  }
  return isTaken;
};

/** Ways in which the parts of a pattern may share a branch's name: more take too long to be tried. */
const mostWays = 1e6;

/** docs.github.com "Filter pattern cheat sheet": `*`, `**`, `?` and `+` behind a character, `[…]`. */
const matches = (pattern: string, branch: string): boolean | undefined => {
  const parts = pattern.split(/(\*\*|\*|[?+]|\[[^\]]*\])/);
  if (branch.length ** ((parts.length - 1) / 2) > mostWays) return undefined;
  const source = parts.map((part, index) => {
    if (index % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    return part === "**" ? ".*?" : part === "*" ? "[^/]*?" : part;
  });
  let isMatch: boolean | undefined;
  try {
    isMatch = new RegExp(`^${source.join("")}$`).test(branch);
  } catch {
    // What is no pattern matches nobody knows what.
  }
  return isMatch;
};
