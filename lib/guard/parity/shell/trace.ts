/**
 * Following a script: which commands it runs, and for each what becomes of its failure.
 *
 * POSIX.1-2024 `set -e`, and bash's manual, "The Set Builtin": it looks at no command in the condition of `if`, `while`
 * and `until`, at none but the last of `&&` and `||`, at nothing behind `!`, and at the last of a pipe only, unless
 * pipefail is set.
 *
 * Not followed: what a sourced file changes, and what aliases stand for; but a function is no longer trusted behind them
 * to end a script.
 *
 * @module
 */

import { bare } from "../bare.ts";
import { argumentsIn } from "./arguments.ts";
import { backgroundFlow } from "./background.ts";
import { traceAndOr, traceIf, tracePipeline } from "./branches.ts";
import { runBuiltin } from "./builtins.ts";
import { traceCase } from "./cases.ts";
import {
  conditional,
  enclosed,
  type Flow,
  faultAt,
  free,
  lost,
  type Position,
  positionFlow,
  type TraceOptions,
  type Tracer,
} from "./flow.ts";
import { defineFunction, traceCall } from "./functions.ts";
import { createHeld } from "./held.ts";
import type { InnerScript } from "./inner.ts";
import { readingBy } from "./input.ts";
import { keepTexts } from "./known.ts";
import { traceLoop } from "./loops.ts";
import { asks, nameOf } from "./nodes.ts";
import { addLasting, forked, merge, type ShellState, type Written } from "./state.ts";
import { traceSubstituted } from "./substituted.ts";
import { type List, type Loop, type Node, ShellFault, type Simple } from "./syntax.ts";
import { traceUnnamed } from "./unnamed.ts";

/** Follow a parsed script. Throws `ShellFault` for one that goes deeper, or runs more, than can be followed. */
export const traceShell = (list: List, { text, places, onCommand, onUnread, ...options }: TraceOptions): void => {
  const {
    errexit,
    pipefail,
    isSh = false,
    isExporting = false,
    cwd,
    args = [],
    called,
    isDirectory,
    foreign = [],
  } = options;
  const state: ShellState = {
    ...{ errexit, pipefail, isSh, isExporting, cwd, args, stack: [], known: new Map() },
    ...{ functions: new Map(), lasting: [], traps: [] },
    called: called === undefined ? undefined : { by: called, cwd },
  };
  const around = {
    ...{ isDirectory, foreign },
    held: createHeld(text, list),
    depth: 0,
    whole: "",
    wholeEnd: 0,
    around: [],
    assigned: [],
    calls: new Map(),
    loops: [],
    returned: undefined,
  };
  const tracer: Tracer = { text, places, onCommand, onUnread, state, ...around, left: { count: mostNodes } };
  const { items } = list;
  for (const [index, item] of items.entries()) {
    const { at, end } = item.node;
    traceItem({ ...tracer, whole: text.slice(at, end), wholeEnd: end }, { item, items, index }, free);
  }
};

export const traceList = (tracer: Tracer, { items }: List, flow: Flow): void => {
  for (const [index, item] of items.entries()) traceItem(tracer, { item, items, index }, flow);
};

export const traceNode = (outside: Tracer, node: Node, outer: Flow): void => {
  const tracer = readingBy(outside, node);
  tracer.left.count -= 1;
  // What is not followed is not known: left out, it would pass.
  if (tracer.depth > deepest) throw new ShellFault(0, "what it calls goes deeper than can be followed");
  if (tracer.left.count < 0) throw new ShellFault(0, "it runs more than can be followed");
  const flow = asks(node) ? { ...outer, isFailed: false } : outer;
  traceSubstituted(tracer, node, flow);
  switch (node.kind) {
    case "simple":
      return traceSimple(tracer, node, flow);
    case "list":
      return traceList(tracer, node, flow);
    case "and-or":
      return traceAndOr(tracer, node, flow);
    case "pipeline":
      return tracePipeline(tracer, node, flow);
    case "group":
      return traceList(tracer, node.body, flow);
    case "subshell":
      return traceList({ ...tracer, state: forked(tracer.state) }, node.body, enclosed(flow));
    case "if":
      return traceIf(tracer, node, flow);
    case "for":
      setVariable(tracer, node, flow);
      return traceLoop(tracer, node, flow);
    case "while":
    case "until":
      return traceLoop(tracer, node, flow);
    case "case":
      return traceCase(tracer, node, flow);
    case "function":
      return defineFunction(tracer, node);
    case "test":
      return emit(tracer, { ...node, kind: "simple", words: [], assignments: [] }, flow);
  }
};

// --- internal ---

/** What stands in front of them stays set, in a sh that keeps to it: POSIX.1-2024, "Special Built-In Utilities". */
const special = new Set(": . break continue eval exec export readonly return set shift times trap unset".split(" "));

/** Functions that call each other, shells in shells. */
const deepest = 24;
/** Far above what scripts of CI run; two calls in each of twenty functions are a million. */
const mostNodes = 20_000;

const traceItem = (tracer: Tracer, position: Position, flow: Flow): void => {
  const { node, isBackground } = position.item;
  if (!isBackground) return traceNode(tracer, node, positionFlow(tracer, position, flow));
  const behind = backgroundFlow(tracer, position, flow);
  // What stands up to its wait can keep that from being asked.
  const wholeEnd = tracer.depth === 0 ? Math.max(tracer.wholeEnd, behind.end) : tracer.wholeEnd;
  traceNode({ ...tracer, wholeEnd, state: forked(tracer.state) }, node, behind.flow);
};

const traceSimple = (tracer: Tracer, written: Simple, flow: Flow): void => {
  const { state } = tracer;
  const node = { ...written, words: written.words.flatMap((word) => argumentsIn(tracer, word)) };
  if (nameOf(node) === undefined) traceUnnamed(tracer, node, flow);
  const known = state.functions.get(nameOf(node) ?? "") ?? [undefined];
  if (known.length === 1) return traceMeaning(tracer, node, flow, known[0]);
  const doubt = faultAt(tracer, node, conditional("which function of this name is called is known only when it runs"));
  const branches = known.map((body) => {
    const branch = forked(state);
    traceMeaning({ ...tracer, state: branch }, node, { ...flow, reach: [...flow.reach, doubt] }, body);
    return branch;
  });
  merge(state, branches);
};

const traceMeaning = (tracer: Tracer, node: Simple, flow: Flow, body: Written | undefined): void => {
  if (body === undefined) return traceProgram(tracer, node, flow);
  const assigned = [...tracer.assigned, ...node.assignments];
  traceCall({ ...tracer, assigned }, body, { words: node.words.slice(1), flow });
};

/** What is no function: a program, or one of the shell itself. */
const traceProgram = (tracer: Tracer, node: Simple, flow: Flow): void => {
  const isKept = tracer.state.isSh === true && special.has(nameOf(node) ?? "");
  if (isKept && node.assignments.length > 0) emit(tracer, { ...node, words: [] }, flow);
  keepTexts(tracer, node);
  const inner = runBuiltin(tracer, node, flow);
  if (inner === undefined) return emit(tracer, node, flow);
  if ("list" in inner) return traceInner(tracer, node, inner, flow);
  if ("words" in inner) traceProgram(tracer, { ...node, words: [...inner.words] }, lost(flow, flow.exit));
  if (inner.after !== undefined) addLasting(tracer.state, inner.after);
};

/** A script that stands in the words of a command. */
const traceInner = (tracer: Tracer, node: Simple, inner: InnerScript, flow: Flow): void => {
  const { list, text, places, state } = inner;
  const assigned = [...tracer.assigned, ...node.assignments];
  const own = { ...tracer, text, places, assigned, depth: tracer.depth + 1, around: [...tracer.around, text] };
  if (state === undefined) return traceList(own, list, flow);
  const { back: _, ...alone } = enclosed(flow);
  traceList({ ...own, state, loops: [] }, list, { ...alone, ignoring: [] });
};

/** A loop sets its variable for all that is run in it and behind it. */
const setVariable = (tracer: Tracer, { variable, words = [], at }: Loop, flow: Flow): void => {
  if (variable === undefined) return;
  const raw = `${bare(variable.raw)}=${words.map((word) => word.raw).join(" ")}`;
  const assignment = { ...variable, raw, value: undefined };
  const places = () => tracer.places(at);
  const setting: Simple = { kind: "simple", words: [], assignments: [assignment], at: 0, end: raw.length };
  emit({ ...tracer, text: raw, whole: raw, places }, setting, flow);
};

const emit = (tracer: Tracer, node: Simple, flow: Flow): void => {
  const { text, places, state, onCommand, input } = tracer;
  onCommand({
    words: node.words,
    assignments: node.words.length > 0 ? [...tracer.assigned, ...node.assignments] : node.assignments,
    text: text.slice(node.at, node.end),
    whole: tracer.whole,
    wholeEnd: tracer.wholeEnd,
    around: tracer.around,
    at: places(node.at),
    cwd: state.cwd,
    went: state.went?.written,
    faults: [...flow.reach, ...flow.status, ...state.lasting],
    isAsked: flow.isAsked,
    isEnding: flow.isAsked && flow.isEnding === true,
    held: flow.held,
    handed: state.handed,
    input,
  });
};
