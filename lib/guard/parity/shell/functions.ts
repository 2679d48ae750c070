/**
 * Functions of a script: what defining one changes, and what calling one runs.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { doubtful, type Flow, faultAt, type Tracer } from "./flow.ts";
import { addLasting, common, define, type Written } from "./state.ts";
import { type FunctionDefinition, ShellFault, type Word } from "./syntax.ts";
import { traceNode } from "./trace.ts";
import { trapFault } from "./traps.ts";

/** A trap that calls it by its name calls this from now on. */
export const defineFunction = (tracer: Tracer, { name, body, ...span }: FunctionDefinition): void => {
  const { text, places, state, left, held } = tracer;
  define(state, name, [{ node: body, text, places }]);
  if (state.isExporting === true) state.handed = faultAt(tracer, span, handedOn);
  for (const trap of state.traps) {
    // Each is read again, with all that it calls.
    left.count -= text.length / 10_000;
    const fault = trapFault(trap, { functions: state.functions, held });
    if (fault !== undefined) addLasting(state, fault);
  }
  if (name === "command_not_found_handle")
    addLasting(state, faultAt(tracer, span, doubtful("a program that is missing may pass")));
};

/** By `set -a`. */
const handedOn = { kind: "unread", level: "undecided", why: "a function may stand for what runs the gate" } as const;

/** A function that calls itself runs the same once more, unless it went elsewhere meanwhile. */
export const traceCall = (
  tracer: Tracer,
  { node, text, places }: Written,
  { words, flow }: { words: readonly Word[]; flow: Flow },
): void => {
  const { calls, state } = tracer;
  if (calls.has(node)) {
    if (calls.get(node) !== state.cwd) throw new ShellFault(0, "a function calls itself in another directory");
    return;
  }
  const { args, known } = state;
  const returned = new Set<Fault>();
  const own = {
    ...tracer,
    text,
    places,
    returned,
    around: [...tracer.around, text.slice(node.at, node.end)],
    calls: new Map(calls).set(node, state.cwd),
    depth: tracer.depth + 1,
  };
  state.args = words;
  traceNode(own, node, { ...flow, back: { status: flow.status, tail: flow.tail }, isFailed: false });
  state.args = args;
  // What it declares as its own is what it was before.
  state.known = common(known, state.known);
  state.lasting = state.lasting.filter((fault) => !returned.has(fault));
};
