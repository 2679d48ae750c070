/**
 * Commands that change the shell itself, or that are only the frame of others.
 *
 * @module
 */
import { type Fault, shortened } from "../fault.ts";
import type { Places } from "../places.ts";
import { cannotFail, exitStatus, nameOf } from "./ends.ts";
import { shellFlagFaults } from "./flags.ts";
import { faultAt, type Tracer } from "./flow.ts";
import { parseShell } from "./parse.ts";
import { changedDirectory, forked, readOptions, type ShellState } from "./state.ts";
import { type List, type Node, ShellFault, type Simple, type Word } from "./syntax.ts";

/** What a command is instead of one that is run as it stands. */
export interface Inner {
  /** A script inside, with its text and places; `state` where it has a shell of its own. */
  list?: List;
  text: string;
  places?: Places;
  state?: ShellState;
  /** Another command, in its place. */
  words?: readonly Word[];
  isExec?: boolean;
  /** What is true of every command behind it. */
  after?: Fault;
}

/** Undefined for what is just run. Changes the state of the shell where the command does. */
export const runBuiltin = (
  tracer: Tracer,
  node: Simple,
  { isConditional }: { isConditional: boolean },
): Inner | undefined => {
  const name = nameOf(node);
  const { state } = tracer;
  const [, ...rest] = node.words;
  const nothing = { text: "" };
  switch (name) {
    case "set":
      return runSet(tracer, node);
    case "shopt":
      if (rest.some(({ value }) => value?.startsWith("-") && value.includes("o"))) {
        const isOn = rest.some(({ value }) => value?.startsWith("-") && value.includes("s"));
        for (const { value } of rest) {
          if (value === "errexit") state.errexit = isOn;
          if (value === "pipefail") state.pipefail = isOn;
        }
      }
      return nothing;
    case "cd":
    case "pushd":
      state.cwd = changedDirectory(state.cwd, node);
      return nothing;
    case "popd":
      state.cwd = undefined;
      return nothing;
    case "exit":
    case "return":
      return { text: "", ...endFault(tracer, node, isConditional) };
    case "trap":
      return { text: "", ...trapFault(tracer, node) };
    case "exec": {
      if (rest.length === 0) return nothing;
      const after = isConditional ? {} : { after: gone(tracer, node) };
      return { text: "", words: rest, isExec: true, ...after };
    }
    case "eval":
      return evaluated(tracer, node, rest);
    case "bash":
    case "sh":
    case "dash":
    case "zsh":
    case "ksh":
      return innerShell(tracer, node);
    default:
      return undefined;
  }
};

/**
 * When one of `behind`, the commands that follow, keeps the status in a variable: "ends with it" when the script surely
 * ends with that variable's value, else the variable's name.
 */
export const keptStatus = (behind: readonly Node[]): string | undefined => {
  const [first, ...rest] = behind;
  if (first?.kind !== "simple" || first.words.length > 0) return undefined;
  const kept = first.assignments.find(({ raw }) => /^\w+=(?:"?\$\??"?|"?\$\{\?\}"?)$/.test(raw));
  const name = /^(\w+)=/.exec(kept?.raw ?? "")?.[1];
  if (name === undefined) return undefined;
  const uses = new RegExp(`^"?\\$(?:${name}|\\{${name}\\})"?$`);
  for (const node of rest) {
    if (node.kind === "simple" && nameOf(node) === "exit") {
      return uses.test(node.words[1]?.raw ?? "") ? "ends with it" : name;
    }
    // What may end the shell before, or change the variable, leaves nothing sure.
    if (
      node.kind !== "simple" ||
      (node.words.length === 0 && node.assignments.some(({ raw }) => raw.startsWith(`${name}=`)))
    ) {
      return name;
    }
    if (!cannotFail(node)) continue;
  }
  return name;
};

// --- internal ---

const runSet = (tracer: Tracer, node: Simple): Inner => {
  const { state } = tracer;
  const options: { errexit: boolean | undefined; pipefail: boolean | undefined; noexec?: boolean } = {
    errexit: state.errexit,
    pipefail: state.pipefail,
  };
  readOptions(node.words.slice(1), options);
  Object.assign(state, { errexit: options.errexit, pipefail: options.pipefail });
  if (options.noexec !== true) return { text: "" };
  const why = "set -n makes the shell read commands without running them";
  return { text: "", after: faultAt(tracer, node, { kind: "skipped", level: "violation", why }) };
};

const gone = (tracer: Tracer, node: Simple): Fault =>
  faultAt(tracer, node, {
    kind: "skipped",
    level: "violation",
    why: "the shell becomes another program before",
  });

const endFault = (tracer: Tracer, node: Simple, isConditional: boolean): { after?: Fault } => {
  const status = exitStatus(node);
  // A shell that ends with a failure lets nothing pass.
  if (typeof status === "number" && status !== 0) return {};
  const why = isConditional ? "the shell may end before, and not with a failure" : "the shell ends before";
  return { after: faultAt(tracer, node, { kind: "skipped", level: isConditional ? "undecided" : "violation", why }) };
};

/** A trap at the end can give the shell another status. */
const trapFault = (tracer: Tracer, node: Simple): { after?: Fault } => {
  const [, action, ...signals] = node.words;
  if (action === undefined || !signals.some(({ value }) => /^(?:EXIT|0|ERR|SIGERR)$/i.test(value ?? "EXIT"))) return {};
  const body = tracer.state.functions.get(action.value ?? "");
  const text = body === undefined ? (action.value ?? action.raw) : tracer.text.slice(body.at, body.end);
  const ends = [...text.matchAll(/\bexit\b[ \t]*([^\s;&|}]*)/g)].map(([, status = ""]) => status);
  if (ends.every((status) => /^(?:"?\$\??"?|[1-9]\d*)$/.test(status))) return {};
  const isSure = ends.every((status) => status === "" || status === "0");
  const why = isSure
    ? "a trap ends the shell with another status"
    : "what status a trap ends the shell with can't be followed";
  return { after: faultAt(tracer, node, { kind: "masked", level: isSure ? "violation" : "undecided", why }) };
};

const evaluated = (tracer: Tracer, node: Simple, words: readonly Word[]): Inner | undefined => {
  const [only] = words;
  if (words.length !== 1 || only?.value === undefined) return undefined;
  return parsed(tracer, node, only);
};

/** `bash -c '…' name arguments`; undefined for a script in a file. */
const innerShell = (tracer: Tracer, node: Simple): Inner | undefined => {
  const { words } = node;
  const at = words.findIndex(({ value }, index) => index > 0 && /^-[A-Za-z]*c[A-Za-z]*$/.test(value ?? ""));
  const script = words[at + 1];
  if (at === -1 || script === undefined) return undefined;
  if (script.value === undefined) return undefined;
  const options: Pick<ShellState, "errexit" | "pipefail"> = { errexit: false, pipefail: false };
  readOptions(words.slice(1, at + 1), options);
  const isDelayed = words.slice(1, at + 1).some(({ value }) => value === "-o" || value === "+o");
  if (isDelayed) readOptions(words.slice(1, at), options);
  const state: ShellState = {
    ...forked(tracer.state),
    ...options,
    functions: new Map(),
    lasting: [...tracer.state.lasting],
    args: words.slice(at + 3),
  };
  const faults = shellFlagFaults(words.slice(1, at + 1).map(({ value }) => value));
  state.lasting.push(...faults.map((fault) => faultAt(tracer, node, fault)));
  const inner = parsed(tracer, node, script);
  return inner.list === undefined ? inner : { ...inner, state };
};

/** Places of what stands in quotes: those behind the quote, as long as nothing is escaped. */
const parsed = (tracer: Tracer, node: Simple, { value = "", raw, at }: Word): Inner => {
  const shift = raw.indexOf(value);
  const places: Places = (offset) => tracer.places(shift === -1 ? at : at + shift + offset);
  try {
    return { list: parseShell(value), text: value, places };
  } catch (error) {
    if (!(error instanceof ShellFault)) throw error;
    const why = `the script "${shortened(value)}" can't be understood: ${error.message}`;
    return { text: "", after: faultAt(tracer, node, { kind: "skipped", level: "undecided", why }) };
  }
};
