/**
 * Commands that change the shell itself, or that are only the frame of others.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { isExact } from "./arguments.ts";
import { runCd, runPopd, runPushd } from "./directories.ts";
import { conditional, doubtful, type Flow, fateNow, faultAt, type Tracer } from "./flow.ts";
import { type Builtin, evaluated, type Inner, innerShell, nothing } from "./inner.ts";
import { isFailure, nameOf } from "./nodes.ts";
import { addLasting, define } from "./state.ts";
import { runSet, runShopt } from "./switches.ts";
import type { Simple, Word } from "./syntax.ts";
import { trapFault } from "./traps.ts";
import { unsettledBy } from "./unsettling.ts";

/** Undefined for what is just run. Changes the state of the shell where the command does. */
export const runBuiltin = (tracer: Tracer, node: Simple, flow: Flow): Inner | undefined => {
  const unsettled = unsettledBy(tracer, node);
  if (unsettled !== undefined) addLasting(tracer.state, unsettled);
  return builtins.get(nameOf(node) ?? "")?.(tracer, node, flow);
};

/** Whether it stands for a command of the shell, or for a shell. */
export const isBuiltin = (name: string): boolean => builtins.has(name);

// --- internal ---

const runShift: Builtin = ({ state }, { words: [, count] }) => {
  const many = count === undefined ? 1 : /^\d+$/.test(count.value ?? "") ? Number(count.value) : Number.NaN;
  const isSure = state.args !== undefined && many <= state.args.length && state.args.slice(0, many).every(isExact);
  // It shifts nothing when there are fewer.
  state.args = isSure ? state.args?.slice(many) : undefined;
  // It is run like any other command, too.
  return undefined;
};

/** A name may stand for a program again. */
const runUnset: Builtin = ({ state }, { words }) => {
  for (const { value = "" } of words.slice(1)) {
    const known = state.functions.get(value);
    if (known?.includes(undefined) === false) define(state, value, [...known, undefined]);
  }
  return undefined;
};

/** What stands behind is not run; `why` says so when that is sure, and when it is not. */
const ended = (tracer: Tracer, node: Simple, flow: Flow, why: { sure: string; perhaps: string }): Fault =>
  faultAt(
    tracer,
    node,
    flow.reach.length > 0 ? conditional(why.perhaps) : { kind: "skipped", level: "violation", why: why.sure },
  );

const runExit: Builtin = (tracer, node, flow) => {
  // A shell that ends with a failure lets nothing pass.
  if (isFailure(node, flow.isFailed)) return nothing;
  const why = { sure: "the shell ends before", perhaps: "the shell may end before, and not with a failure" };
  return { after: ended(tracer, node, flow, why) };
};

const runReturn: Builtin = (tracer, node, flow) => {
  // dash ends with it as it is, and what is left of it may be none.
  if (Number(node.words[1]?.value) > 255)
    return { after: faultAt(tracer, node, doubtful("shells differ on a status above 255")) };
  const isLost = flow.back !== undefined && fateNow(tracer, flow.back).length > 0;
  if (isFailure(node, flow.isFailed) && !isLost) return nothing;
  const after = ended(tracer, node, flow, {
    sure: "the function returns before",
    perhaps: "the function may return before",
  });
  tracer.returned?.add(after);
  return { after };
};

/** `break`, `continue`: to the end of a loop; of the outermost where their number is not known. */
const runBreak: Builtin = (tracer, node, flow) => {
  const { loops } = tracer;
  if (loops.length === 0) return undefined;
  const after = ended(tracer, node, flow, {
    sure: "the loop is left before",
    perhaps: "the loop may be left before",
  });
  const many = Number(node.words[1] === undefined ? 1 : node.words[1].value);
  (loops.at(-many) ?? loops[0])?.add(after);
  return { after };
};

/** Words whose program only a run knows, among those of a trap. */
const ofRun = /(?:^|[;&|({!\n]|\b(?:then|do|else|if|while|until)\s)[^\S\n]*["']*[$`]/;

const runTrap: Builtin = (tracer, node) => {
  const { state, text, places } = tracer;
  const action = node.words.slice(1).find(({ value }) => value !== "--");
  if (action !== undefined && ofRun.test(action.raw))
    tracer.onUnread?.(places(action.at), "what a trap runs is known only when it runs");
  const after = trapFault({ node, text, places }, { functions: state.functions, held: tracer.held });
  if (after !== undefined) return { after };
  state.traps = [...state.traps, { node, text, places }];
  return nothing;
};

const runExec: Builtin = (tracer, node, flow) => {
  const words = behindOptions(node.words.slice(1));
  if (words.length === 0) return nothing;
  const after = ended(tracer, node, flow, {
    sure: "the shell becomes another program before",
    perhaps: "the shell may become another program before",
  });
  return { words, after };
};

/** `-c`, `-l`, and `-a NAME`: bash(1). */
const behindOptions = (words: readonly Word[]): readonly Word[] => {
  const [first, ...rest] = words;
  if (first?.value === "--") return rest;
  const option = /^-(?:[cl]+|[cl]*a(.*))$/s.exec(first?.value ?? "");
  if (option === null) return words;
  return behindOptions(option[1] === "" ? rest.slice(1) : rest);
};

/** What it changes can't be followed. */
const runUnknown: Builtin = ({ state }) => {
  state.isRedefined = true;
  return undefined;
};

/** What stands in front of another builtin: `command set +e`. */
const runPrefix: Builtin = (tracer, node, flow) => {
  const { state } = tracer;
  const at = node.words.findIndex(({ value }, index) => index > 0 && value !== "-p" && value !== "--");
  if (at === -1) return undefined;
  const { pipefail } = state;
  const inner = runBuiltin(tracer, { ...node, words: node.words.slice(at) }, flow);
  // Where there is no such switch, the shell ends, unless this stands before it.
  if (state.isSh === true && pipefail !== true && state.pipefail === true) state.pipefail = undefined;
  return inner;
};

/** With words that only a run knows it is at least one of these. */
const runEval: Builtin = (tracer, node, flow) => {
  const inner = evaluated(tracer, node);
  if (inner !== undefined) return inner;
  if (!node.words.every(({ raw }) => tracer.held.isAny(raw)))
    addLasting(tracer.state, faultAt(tracer, node, doubtful("what it runs may be a command of the shell itself")));
  return runUnknown(tracer, node, flow) ?? runPrefix(tracer, node, flow);
};

/** Files may stand in the place of a word: `set [+]e`. */
const literally =
  (run: Builtin): Builtin =>
  (tracer, node, flow) => {
    const words = node.words.map((word) => (word.isPattern ? { ...word, value: undefined } : word));
    return run(tracer, { ...node, words }, flow);
  };

const builtins: ReadonlyMap<string, Builtin> = new Map([
  ["set", literally(runSet)],
  ["shopt", literally(runShopt)],
  ["cd", runCd],
  ["pushd", runPushd],
  ["popd", runPopd],
  ["shift", literally(runShift)],
  ["unset", runUnset],
  ["exit", runExit],
  ["logout", runExit],
  ["return", runReturn],
  ["break", runBreak],
  ["continue", runBreak],
  ["trap", literally(runTrap)],
  ["exec", runExec],
  ["eval", runEval],
  [".", runUnknown],
  ["source", runUnknown],
  ["alias", runUnknown],
  ["command", runPrefix],
  ["builtin", runPrefix],
  ...["bash", "sh", "dash", "zsh", "ksh"].map((name) => [name, innerShell] as const),
]);
