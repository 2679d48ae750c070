/**
 * Commands that change the shell itself, or that are only the frame of others.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { isFailure, nameOf } from "./ends.ts";
import { conditional, type Flow, fateNow, faultAt, type Tracer } from "./flow.ts";
import { evaluated, type Inner, innerShell } from "./inner.ts";
import { changedDirectory, readOptions, type ShellState } from "./state.ts";
import type { Simple } from "./syntax.ts";
import { trapFault } from "./traps.ts";

/** Undefined for what is just run. Changes the state of the shell where the command does. */
export const runBuiltin = (tracer: Tracer, node: Simple, flow: Flow): Inner | undefined =>
  builtins.get(nameOf(node) ?? "")?.(tracer, node, flow);

// --- internal ---

const nothing: Inner = {};

type Builtin = (tracer: Tracer, node: Simple, flow: Flow) => Inner | undefined;

const runSet: Builtin = (tracer, node) => {
  const { state } = tracer;
  const words = node.words.slice(1);
  const options: { errexit: boolean | undefined; pipefail: boolean | undefined; noexec?: boolean } = {
    errexit: state.errexit,
    pipefail: state.pipefail,
  };
  readOptions(words, options);
  Object.assign(state, { errexit: options.errexit, pipefail: options.pipefail, args: argumentsOf(state, words) });
  if (options.noexec !== true) return nothing;
  const why = "set -n and set -t make the shell read commands without running them";
  return { after: faultAt(tracer, node, { kind: "skipped", level: "violation", why }) };
};

/** Behind `--`, or from the first word on that is no flag. */
const argumentsOf = ({ args }: ShellState, words: Simple["words"]): ShellState["args"] => {
  const at = words.findIndex(({ value }, index) => {
    const before = words[index - 1]?.value ?? "";
    return value === undefined || value === "--" || (!/^[-+]/.test(value) && !/^[-+]\w*o/.test(before));
  });
  const first = words[at];
  if (first === undefined) return args;
  return first.value === undefined ? undefined : words.slice(first.value === "--" ? at + 1 : at);
};

/** `shopt -so errexit` is `set -o errexit`. */
const runShopt: Builtin = (tracer, node, flow) => {
  const words = node.words.slice(1);
  const flags = words.map(({ value }) => (value?.startsWith("-") === true ? value : "")).join("");
  if (words.some(({ value }) => value === undefined))
    Object.assign(tracer.state, { errexit: undefined, pipefail: undefined });
  if (!flags.includes("o") || !/[su]/.test(flags)) return nothing;
  const sign = { value: flags.includes("s") ? "-o" : "+o", raw: "", at: node.at, end: node.at };
  const names = words.filter(({ value }) => value?.startsWith("-") !== true).flatMap((word) => [sign, word]);
  return runSet(tracer, { ...node, words: [sign, ...names] }, flow);
};

const runCd: Builtin = ({ state }, node) => {
  state.cwd = changedDirectory(state.cwd, node);
  return nothing;
};

const runPopd: Builtin = ({ state }) => {
  state.cwd = undefined;
  return nothing;
};

const runShift: Builtin = ({ state }, { words: [, count] }) => {
  const many = count === undefined ? 1 : /^\d+$/.test(count.value ?? "") ? Number(count.value) : Number.NaN;
  // It shifts nothing when there are fewer.
  state.args = state.args !== undefined && many <= state.args.length ? state.args.slice(many) : undefined;
  // It is run like any other command, too.
  return undefined;
};

/** A name may stand for a program again. */
const runUnset: Builtin = ({ state: { functions } }, { words }) => {
  for (const { value = "" } of words.slice(1)) {
    const known = functions.get(value);
    if (known !== undefined) functions.set(value, [...known, undefined]);
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

const runTrap: Builtin = (tracer, node) => {
  const { state, text, places } = tracer;
  const after = trapFault({ node, text, places }, state.functions);
  if (after !== undefined) return { after };
  state.traps = [...state.traps, { node, text, places }];
  return nothing;
};

const runExec: Builtin = (tracer, node, flow) => {
  const [, ...words] = node.words;
  if (words.length === 0) return nothing;
  const after = ended(tracer, node, flow, {
    sure: "the shell becomes another program before",
    perhaps: "the shell may become another program before",
  });
  return { words, after };
};

/** What it changes can't be followed. */
const runUnknown: Builtin = ({ state }) => {
  state.isRedefined = true;
  return undefined;
};

/** What stands in front of another builtin: `command set +e`. */
const runPrefix: Builtin = (tracer, node, flow) => {
  const at = node.words.findIndex(({ value }, index) => index > 0 && value !== "-p" && value !== "--");
  return at === -1 ? undefined : runBuiltin(tracer, { ...node, words: node.words.slice(at) }, flow);
};

/** With words that only a run knows it is at least one of these. */
const runEval: Builtin = (tracer, node, flow) =>
  evaluated(tracer, node) ?? runUnknown(tracer, node, flow) ?? runPrefix(tracer, node, flow);

const builtins: ReadonlyMap<string, Builtin> = new Map([
  ["set", runSet],
  ["shopt", runShopt],
  ["cd", runCd],
  ["pushd", runCd],
  ["popd", runPopd],
  ["shift", runShift],
  ["unset", runUnset],
  ["exit", runExit],
  ["return", runReturn],
  ["break", runBreak],
  ["continue", runBreak],
  ["trap", runTrap],
  ["exec", runExec],
  ["eval", runEval],
  [".", runUnknown],
  ["source", runUnknown],
  ["alias", runUnknown],
  ["command", runPrefix],
  ["builtin", runPrefix],
  ["time", runPrefix],
  ...["bash", "sh", "dash", "zsh", "ksh"].map((name) => [name, innerShell] as const),
]);
