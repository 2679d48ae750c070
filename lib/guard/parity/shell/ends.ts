/**
 * Whether a piece of a script surely ends it with a failure, and what its writer meant by other ends.
 *
 * @module
 */
import { asks, isFailure, nameOf, partsOf, programOf } from "./nodes.ts";
import type { Functions, Written } from "./state.ts";
import type { AndOr, List, Node, Simple, Word } from "./syntax.ts";

/** Where a piece stands. */
export interface Surroundings {
  functions: Functions;
  /** `return` ends a function; elsewhere it is a command that fails. */
  isFunction: boolean;
  /** Surely; left out: none is. */
  cannotFail?: (node: Node) => boolean;
  /** How much more is looked at. */
  left?: { count: number };
}

/**
 * `exit`: the shell ends there, with a failure. `return`: the function does. `fails`: it goes on, and the status is one of
 * failure. `unwatched`: the same, where `set -e` does not look. `perhaps`: one of these, unless what stands before leaves
 * it otherwise.
 */
export type FailingEnd = "exit" | "return" | "fails" | "unwatched" | "perhaps";

/** Undefined when no failure is sure. `isFailed`: `$?` is one where it begins. */
export const endOf = (node: Node, around: Surroundings, isFailed = true): FailingEnd | undefined => {
  around.left ??= { count: mostNodes };
  around.left.count -= 1;
  if (around.left.count < 0) return "perhaps";
  // Behind a command in its words or redirections $? is the status of that.
  if (isFailed && asks(node)) return ownEnd(node, around, false) ?? (ownEnd(node, around, true) && "perhaps");
  return ownEnd(node, around, isFailed);
};

/** Of a whole script; undefined when no failure is sure. */
export const failingEnd = (script: List): FailingEnd | undefined => {
  const end = endOf(script, { functions: new Map(), isFunction: false }, false);
  return end === "perhaps" ? undefined : end;
};

/** Whether it may not be run at all, for a file that can't be opened, where what it does is to end the shell. */
export const mayMiss = (node: Node, functions: Functions): boolean => {
  if (node.kind === "list" || node.kind === "and-or") return partsOf(node).some((part) => mayMiss(part, functions));
  if (node.kind === "simple")
    return node.opens === true && (functions.has(nameOf(node) ?? "") || /^(?:exit|return)$/.test(nameOf(node) ?? ""));
  // A shell of its own ends nothing around it.
  return node.kind === "group" && (node.opens === true || mayMiss(node.body, functions));
};

/** Whether the shell goes on behind it, or ends with a failure. */
export const goesOn = (node: Node, functions: Functions): boolean =>
  everyCommand(node, functions, (one, name) => {
    if (name === "exit") return isFailure(one, false);
    return !leaving.has(name) && (!["set", "shopt"].includes(name) || one.words.every(isPlainSwitch));
  });

/** Whether it can't switch `set -e` in the shell that runs it, when its own status counts. */
export const isSteady = (node: Node, functions: Functions): boolean =>
  ["subshell", "pipeline"].includes(node.kind) || everyCommand(node, functions, (_, name) => !switching.has(name));

/** Whether a command in it is a function, or it defines one. */
export const callsFunction = (node: Node, functions: Functions): boolean =>
  !everyCommand(node, new Map(), (_, name) => !functions.has(name));

/** Whether all functions stay what they are. */
export const keepsMeanings = (node: Node, functions: Functions): boolean =>
  everyCommand(node, functions, ({ words }, name) => {
    if (name !== "unset") return !defining.has(name);
    return words.every(({ value }) => value !== undefined && !functions.has(value));
  });

// --- internal ---

/** Functions in each other. */
const mostBodies = 100;
/** What is looked at for one end. */
const mostNodes = 500;

const defining = new Set("eval . source command builtin time".split(" "));

const leaving = new Set(
  "return exec break continue eval . source trap command builtin time alias enable hash mapfile readarray".split(" "),
);

const switching = new Set("set shopt eval . source command builtin time".split(" "));

/** Not `set $flags`, and none of those with which what follows is not run. */
const isPlainSwitch = ({ value }: Word): boolean =>
  value !== undefined && value !== "noexec" && !/^-\w*[nt]/.test(value);

/** Whether all commands in it, and in the functions that it calls, are known and fine. */
const everyCommand = (
  node: Node,
  functions: Functions,
  isFine: (node: Simple, name: string) => boolean,
  seen: Set<Node> = new Set(),
): boolean => {
  // What it defines means something else from then on.
  if (node.kind === "function") return false;
  if (node.kind !== "simple") return partsOf(node).every((part) => everyCommand(part, functions, isFine, seen));
  if (node.words.length === 0) return true;
  const name = nameOf(node);
  if (name === undefined) return false;
  return (functions.get(name) ?? [undefined]).every((body) => {
    if (body === undefined) return isFine(node, name);
    // Each is looked at once: what is not fine in one ends it all.
    if (seen.has(body.node)) return true;
    return seen.size < mostBodies && everyCommand(body.node, functions, isFine, seen.add(body.node));
  });
};

/** `isFailed`: `$?` is a failure behind its redirections. */
const ownEnd = (node: Node, around: Surroundings, isFailed: boolean): FailingEnd | undefined => {
  if (node.kind === "simple") return simpleEnd(node, around, isFailed);
  if (node.kind === "group") return listEnd(node.body, around, isFailed);
  if (node.kind === "subshell") return alone(listEnd(node.body, around, isFailed));
  if (node.kind === "and-or") return andOrEnd(node, around);
  return node.kind === "list" ? listEnd(node, around, isFailed) : undefined;
};

const simpleEnd = (node: Simple, around: Surroundings, isFailed: boolean): FailingEnd | undefined => {
  const name = nameOf(node) ?? "";
  const bodies = around.functions.get(name);
  if (bodies !== undefined) return functionEnd(bodies, around, isFailed);
  if (name === "false") return "fails";
  if ((name !== "exit" && name !== "return") || !isFailure(node, isFailed)) return undefined;
  return name === "exit" || around.isFunction ? name : "fails";
};

/** Of a call: what it returns is its status. */
const functionEnd = (
  bodies: readonly (Written | undefined)[],
  around: Surroundings,
  isFailed: boolean,
): FailingEnd | undefined => {
  const [only, ...others] = bodies;
  if (only === undefined || others.length > 0) return undefined;
  // A function that calls itself is followed once.
  const inner = new Map([...around.functions].filter(([, known]) => known !== bodies));
  const end = endOf(only.node, { ...around, functions: inner, isFunction: true }, isFailed);
  return end === "return" || end === "unwatched" ? "fails" : end;
};

/** Of a shell of its own: it ends alone. */
const alone = (end: FailingEnd | undefined): FailingEnd | undefined =>
  end === undefined || end === "perhaps" ? end : "fails";

/** `echo failed && exit 1`: where what stands before the last && fails, that is the status, and `set -e` does not look there. */
const andOrEnd = ({ parts }: AndOr, around: Surroundings): FailingEnd | undefined => {
  const last = parts.at(-1);
  if (last?.before !== "&&") return undefined;
  const earlier = parts.slice(0, -1).map(({ node }) => node);
  const end = endOf(last.node, around, false);
  if (end === undefined || earlier.some((node) => isLeaving(node, around.functions))) return undefined;
  if (!earlier.every((node) => goesOn(node, around.functions))) return "perhaps";
  return end === "perhaps" || earlier.every((node) => around.cannotFail?.(node)) ? end : "unwatched";
};

/** Nothing behind it is run, as far as its name says. */
const isLeaving = (node: Node, functions: Functions): boolean =>
  ["exit", "return", "exec", "break", "continue"].includes(programOf(node, functions) ?? "");

const listEnd = ({ items }: List, around: Surroundings, isFailed: boolean): FailingEnd | undefined => {
  let isOpen = false;
  for (const [index, { node, isBackground }] of items.entries()) {
    if (isBackground) continue;
    // Behind another command $? is that of it.
    const end = endOf(node, around, isFailed && index === 0);
    const isOver = end !== "fails" && end !== "unwatched";
    if (end !== undefined && (isOver || index === items.length - 1)) return isOpen ? "perhaps" : end;
    if (isLeaving(node, around.functions)) return undefined;
    isOpen ||= !goesOn(node, around.functions);
  }
  return undefined;
};
