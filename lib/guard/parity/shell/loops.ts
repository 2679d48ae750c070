/**
 * Loops: what is run in each round, and for how long.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { surroundings } from "./branches.ts";
import { endOf } from "./ends.ts";
import { conditional, type Flow, faultAt, lost, masked, type Tracer } from "./flow.ts";
import { addLasting, forked, merge, type ShellState } from "./state.ts";
import type { List, Loop } from "./syntax.ts";
import { traceList } from "./trace.ts";

export const traceLoop = (tracer: Tracer, node: Loop, flow: Flow): void => {
  const { state } = tracer;
  const own = { ...tracer, loops: [...tracer.loops, new Set<Fault>()] };
  // What a round changes is true in the next one.
  for (;;) {
    const ahead = forked(state);
    traceRound({ ...own, state: ahead, onCommand: () => {} }, node, flow);
    const known = keyOf(state);
    merge(state, [forked(state), { ...ahead, lasting: state.lasting }]);
    for (const fault of ahead.lasting) if (fault.kind === "masked") addLasting(state, fault);
    if (keyOf(state) === known) break;
  }
  const before = forked(state);
  traceRound(own, node, flow);
  if (!isSure(node)) merge(state, [before, forked(state)]);
  state.lasting = state.lasting.filter((fault) => own.loops.at(-1)?.has(fault) !== true);
};

// --- internal ---

/** One round of a loop, with what it asks before. */
const traceRound = (tracer: Tracer, node: Loop, flow: Flow): void => {
  const { condition, body } = node;
  if (condition !== undefined) {
    const status = [faultAt(tracer, condition, masked("its status only decides whether a loop goes on"))];
    const asked = { ...lost(flow, status), ignoring: status, isAsked: true, isFailed: false };
    traceList(tracer, condition, { ...asked, isEnding: isEnding(tracer, node, condition, flow) });
  }
  const none = isSure(node) ? [] : [faultAt(tracer, node, conditional("a loop may have no round"))];
  const tail = [faultAt(tracer, node, masked("only the last round of a loop leaves a status"))];
  traceList(tracer, body, { ...flow, reach: [...flow.reach, ...none], tail, isFailed: false });
};

/** Whether a failure of what it asks leads to a body that surely ends with one: `until check; do exit 1; done`. */
const isEnding = (tracer: Tracer, { kind, body }: Loop, { items }: List, flow: Flow): boolean => {
  const [only, ...others] = items;
  const isNegated = only?.node.kind === "pipeline" && only.node.isNegated;
  if (others.length > 0 || (kind === "until") === isNegated) return false;
  const end = endOf(body, surroundings(tracer, flow), !isNegated);
  return end === "exit" || end === "return";
};

/** It has a round in any case. */
const isSure = ({ words = [] }: Loop): boolean => words.length > 0 && words.every(({ raw }) => !/[$`*?[]/.test(raw));

const keyOf = ({ errexit, pipefail, cwd, functions, known, stack, args }: ShellState): string => {
  const places = [stack?.length, args?.length, JSON.stringify([...known])];
  return [errexit, pipefail, cwd, ...places, ...[...functions.values()].map(({ length }) => length)].join();
};
