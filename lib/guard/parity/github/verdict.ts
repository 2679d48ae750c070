/**
 * Scripts that look at the results of other jobs: `[ "${{ needs.gate.result }}" = success ] || exit 1`.
 *
 * A script is walked through with what is known put in its place. Its failure is only claimed where nothing else can come of it.
 *
 * @module
 */
import type { Scope } from "../../ci/index.ts";
import { parseShell } from "../shell/parse.ts";
import type { ShellOptions } from "../shell/state.ts";
import type { If, List, Node, Simple, Word } from "../shell/syntax.ts";
import { compared, testOf } from "./comparison.ts";
import { textOf } from "./text.ts";

/** What an expression comes to, as text; undefined when only a run can tell. */
export type Said = (expression: string) => string | undefined;

/** Whether the script of the step surely fails. */
export const surelyFailsWith = (scope: Scope, said: Said, shell: ShellOptions): boolean => {
  const script = scope.tree.text([...scope.step, "run"])?.value ?? "";
  const text = filled(script, said);
  const walk: Walk = {
    text,
    errexit: shell.errexit === true,
    valueOf: (word) => valueIn({ scope, script, said }, word),
  };
  try {
    return listStatus(parseShell(text, shell), walk, false) === false;
  } catch (error) {
    // What can't be parsed, or may leave otherwise, does not surely fail.
    return error === ended;
  }
};

// --- internal ---

interface Walk {
  text: string;
  /** `set -e` */
  errexit: boolean;
  /** It stands where only a run can tell whether it is run. */
  isDoubtful?: boolean;
  valueOf: (word: Word) => string | undefined;
}

/** Whether a command works; undefined when only a run can tell. */
type Status = boolean | undefined;

/** The script has ended, and has failed. */
const ended = new Error("ended");
const unsure = new Error("unsure");

/** Stands in a script for what only a run can tell. */
const hole = "\u{E000}";

const filled = (text: string, said: Said): string =>
  text.replace(/\$\{\{([\s\S]*?)\}\}/g, (_, expression: string) => said(expression) ?? hole);

interface Looking {
  scope: Scope;
  script: string;
  said: Said;
}

/** A word, or the variable of the step's environment that it asks for, unless the script does something else with that. */
const valueIn = ({ scope, script, said }: Looking, word: Word): string | undefined => {
  if (word.isPattern) return undefined;
  const asked = /^"?\$(?:(\w+)|\{(\w+)\})"?$/.exec(word.raw);
  const name = asked?.[1] ?? asked?.[2] ?? "";
  const found = asked && scope.tree.get([...scope.step, "env", name]);
  if (!found) return word.value?.includes(hole) ? undefined : word.value;
  const value = filled(textOf(found.value), said);
  return value.includes(hole) || new RegExp(`(?<!\\$|\\$\\{|\\w)${name}(?!\\w)`).test(script) ? undefined : value;
};

const listStatus = ({ items }: List, walk: Walk, isAsked: boolean): Status => {
  let status: Status = true;
  for (const { node, isBackground } of items) {
    if (isBackground) throw unsure;
    status = statusOf(node, walk, isAsked);
  }
  return status;
};

/** `isAsked`: `set -e` lets a failure pass, because something looks at it. */
const statusOf = (node: Node, walk: Walk, isAsked: boolean): Status => {
  switch (node.kind) {
    case "simple":
      return settled(simpleStatus(node, walk), walk, isAsked);
    case "test":
      return settled(testOf(walk.text.slice(node.at, node.end)), walk, isAsked);
    case "group":
    case "subshell":
      if (node.opens === true) throw unsure;
      if (node.kind === "group") return listStatus(node.body, walk, isAsked);
      return settled(
        unlessEnded(() => listStatus(node.body, { ...walk }, isAsked), false),
        walk,
        isAsked,
      );
    case "and-or":
      return andOrStatus(node.parts, walk, isAsked);
    case "pipeline": {
      if (node.parts.length > 1) return undefined;
      const [status] = node.parts.map((part) => statusOf(part, walk, isAsked || node.isNegated));
      return node.isNegated && status !== undefined ? !status : status;
    }
    case "if":
      return ifStatus(node, walk, isAsked);
    default:
      throw unsure;
  }
};

const settled = (status: Status, { errexit }: Walk, isAsked: boolean): Status => {
  if (status === false && errexit && !isAsked) throw ended;
  return status;
};

/** What comes of a part; `otherwise` when that ends the shell. */
const unlessEnded = (run: () => Status, otherwise: Status): Status => {
  try {
    return run();
  } catch (error) {
    if (error === ended) return otherwise;
    throw error;
  }
};

const andOrStatus = (
  parts: readonly { before: "&&" | "||" | undefined; node: Node }[],
  walk: Walk,
  isAsked: boolean,
): Status => {
  let status: Status;
  for (const [index, { before, node }] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const run = (inner = walk) => statusOf(node, inner, isAsked || !isLast);
    if (before === undefined) status = run();
    else if (status === undefined) {
      // Where it is not run, the status before it stands; where it ended the script, that has failed.
      const other = unlessEnded(() => run({ ...walk, isDoubtful: true }), before === "||");
      status = other === (before === "||") ? other : undefined;
    } else if (status === (before === "&&")) status = run();
  }
  return status;
};

const ifStatus = ({ clauses, otherwise }: If, walk: Walk, isAsked: boolean): Status => {
  for (const [index, { condition, body }] of clauses.entries()) {
    const status = listStatus(condition, walk, true);
    if (status === true) return listStatus(body, walk, isAsked);
    if (status === undefined) return anyOf(clauses.slice(index), otherwise, { walk, isAsked });
  }
  return otherwise === undefined || listStatus(otherwise, walk, isAsked);
};

/** Only a run can tell which of them are run: each of them may end the shell with a failure, and none of them otherwise. */
const anyOf = (
  clauses: If["clauses"],
  otherwise: List | undefined,
  { walk, isAsked }: { walk: Walk; isAsked: boolean },
): Status => {
  const inner = { ...walk, isDoubtful: true };
  for (const { condition, body } of clauses) {
    unlessEnded(() => listStatus(condition, inner, true), undefined);
    unlessEnded(() => listStatus(body, inner, isAsked), undefined);
  }
  if (otherwise !== undefined) unlessEnded(() => listStatus(otherwise, inner, isAsked), undefined);
  return undefined;
};

const simpleStatus = (node: Simple, walk: Walk): Status => {
  const [name, ...args] = node.words.map(walk.valueOf);
  if (node.words.length === 0) return node.asks ? undefined : true;
  if (name === undefined || leaving.has(name)) throw unsure;
  if (name === "exit" || name === "set") return ownStatus(node, name, { args, walk });
  const status = programStatus(name, args);
  return status === true && node.opens === true ? undefined : status;
};

/** Of what ends the script, or changes how it ends. */
const ownStatus = (
  { opens }: Simple,
  name: "exit" | "set",
  { args, walk }: { args: readonly (string | undefined)[]; walk: Walk },
): Status => {
  if (opens === true || (name === "set" && walk.isDoubtful)) throw unsure;
  if (name === "set") return setStatus(args, walk);
  throw args.length === 1 && /^[1-9]\d?$/.test(args[0] ?? "") ? ended : unsure;
};

const programStatus = (name: string, args: readonly (string | undefined)[]): Status => {
  if (name === "[") return args.at(-1) === "]" ? compared(args.slice(0, -1)) : undefined;
  if (name === "test") return compared(args);
  if (name === "false") return false;
  return quiet.has(name) ? true : undefined;
};

const setStatus = (args: readonly (string | undefined)[], walk: Walk): Status => {
  if (!/^(?:-[eux]*o pipefail|-[eux]+)(?: -[eux]+| -o pipefail)*$/.test(args.join(" "))) throw unsure;
  walk.errexit ||= /-\w*e/.test(args.join(" "));
  return true;
};

const quiet: ReadonlySet<string> = new Set([":", "true", "echo", "printf"]);

/** What may end the script otherwise, or change what others of it mean. */
const leaving: ReadonlySet<string> = new Set(
  "return exec eval . source trap shopt builtin command alias enable break continue kill hash logout".split(" "),
);
