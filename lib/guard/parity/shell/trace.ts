/**
 * Following a script: which commands it runs, and for each what becomes of its failure.
 *
 * POSIX.1-2024 `set -e`, and bash's manual, "The Set Builtin": it looks at no command in the condition of `if`, `while`
 * and `until`, at none but the last of `&&` and `||`, at nothing behind `!`, and at the last of a pipe only, unless
 * pipefail is set.
 *
 * Not followed: what a sourced file changes, and what aliases stand for.
 *
 * @module
 */
import { type Fault, shortened } from "../fault.ts";
import { runBuiltin } from "./builtins.ts";
import { cannotFail, failingEnd, nameOf } from "./ends.ts";
import {
  backgroundFlow,
  conditional,
  doubtful,
  type Flow,
  faultAt,
  free,
  lost,
  masked,
  positionFlow,
  type TraceOptions,
  type Tracer,
} from "./flow.ts";
import { forked, merge, type ShellState } from "./state.ts";
import {
  type AndOr,
  type If,
  type List,
  type Loop,
  type Node,
  type Pipeline,
  ShellFault,
  type Simple,
  type Span,
  type Word,
} from "./syntax.ts";

/** Follow a parsed script. Throws `ShellFault` for one that goes deeper, or runs more, than can be followed. */
export const traceShell = (list: List, { text, places, onCommand, ...options }: TraceOptions): void => {
  const { errexit, pipefail, cwd, args = [] } = options;
  const state: ShellState = { errexit, pipefail, cwd, args, functions: new Map(), lasting: [] };
  const start = { depth: 0, whole: "", assigned: [], calls: new Map(), left: { count: mostNodes } };
  traceList({ text, places, onCommand, state, ...start }, list, free, true);
};

// --- internal ---

const traceList = (outer: Tracer, { items }: List, flow: Flow, isTop = false): void => {
  for (const [index, { node, isBackground }] of items.entries()) {
    const tracer = isTop ? { ...outer, whole: outer.text.slice(node.at, node.end) } : outer;
    const own = isBackground ? backgroundFlow(tracer, node, flow) : positionFlow(tracer, { items, index }, flow);
    if (isBackground) traceNode({ ...tracer, state: forked(tracer.state) }, node, own);
    else traceNode(tracer, node, own);
  }
};

const traceNode = (tracer: Tracer, node: Node, flow: Flow): void => {
  tracer.left.count -= 1;
  // What is not followed is not known: left out, it would pass.
  if (tracer.depth > deepest) throw new ShellFault(0, "what it calls goes deeper than can be followed");
  if (tracer.left.count < 0) throw new ShellFault(0, "it runs more than can be followed");
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
      return traceList({ ...tracer, state: forked(tracer.state) }, node.body, {
        ...flow,
        tail: flow.status,
        exit: flow.status,
      });
    case "if":
      return traceIf(tracer, node, flow);
    case "for":
    case "while":
    case "until":
      return traceLoop(tracer, node, flow);
    case "case":
      return traceBranches(tracer, node, node.bodies, flow);
    case "function":
      tracer.state.functions.set(node.name, node.body);
      return;
    case "test":
      return emit(tracer, { ...node, kind: "simple", words: [], assignments: [] }, flow);
  }
};

/** Functions that call each other, shells in shells. */
const deepest = 24;
/** Far above what scripts of CI run; two calls in each of twenty functions are a million. */
const mostNodes = 20_000;

const traceSimple = (tracer: Tracer, written: Simple, flow: Flow): void => {
  const node = { ...written, words: written.words.flatMap((word) => argumentsIn(tracer.state, word)) };
  const name = nameOf(node);
  const body = name === undefined ? undefined : tracer.state.functions.get(name);
  const assigned = [...tracer.assigned, ...node.assignments];
  if (body !== undefined) return traceCall({ ...tracer, assigned }, body, flow);
  const isConditional = flow.reach.length > 0;
  const inner = runBuiltin(tracer, node, { isConditional });
  if (inner === undefined) emit(tracer, node, flow);
  else if (inner.list !== undefined) {
    const state = inner.state ?? tracer.state;
    const places = inner.places ?? tracer.places;
    const own = inner.state === undefined ? flow : { ...flow, tail: flow.status, exit: flow.status, ignoring: [] };
    traceList({ ...tracer, text: inner.text, places, state, assigned, depth: tracer.depth + 1 }, inner.list, own);
  } else if (inner.words !== undefined) {
    traceSimple(
      { ...tracer, depth: tracer.depth + 1 },
      { ...node, words: [...inner.words] },
      inner.isExec ? lost(flow, flow.exit) : flow,
    );
  }
  if (inner?.after !== undefined) tracer.state.lasting.push(inner.after);
};

/** A function that calls itself runs the same once more, unless it went elsewhere meanwhile. */
const traceCall = (tracer: Tracer, body: Node, flow: Flow): void => {
  const { calls, state, depth } = tracer;
  if (!calls.has(body))
    return traceNode({ ...tracer, calls: new Map(calls).set(body, state.cwd), depth: depth + 1 }, body, flow);
  if (calls.get(body) !== state.cwd) throw new ShellFault(0, "a function calls itself in another directory");
};

/** `"$@"` stands for the arguments of the script. */
const argumentsIn = ({ args }: ShellState, word: Word): readonly Word[] => (word.raw === '"$@"' ? args : [word]);

const emit = (tracer: Tracer, node: Simple, flow: Flow): void => {
  const { text, places, state, onCommand } = tracer;
  onCommand({
    words: node.words,
    assignments: node.words.length > 0 ? [...tracer.assigned, ...node.assignments] : node.assignments,
    text: text.slice(node.at, node.end),
    whole: tracer.whole,
    at: places(node.at),
    cwd: state.cwd,
    faults: [...flow.reach, ...flow.status, ...state.lasting],
    isAsked: flow.isAsked,
  });
};

const traceAndOr = (tracer: Tracer, { parts }: AndOr, flow: Flow): void => {
  const left: Fault[] = [];
  for (const [index, { before, node }] of parts.entries()) {
    const previous = parts[index - 1]?.node;
    if (previous !== undefined && before === "||") {
      left.push(faultAt(tracer, previous, conditional("it runs only when what stands before || fails")));
    } else if (
      previous !== undefined &&
      !cannotFail(previous) &&
      statusInside(tracer, parts, index - 1, flow).length > 0
    ) {
      left.push(faultAt(tracer, previous, conditional("it is not run when this fails, and the script goes on")));
    }
    const reach = [...flow.reach, ...left];
    if (index === parts.length - 1) traceNode(tracer, node, { ...flow, reach });
    else {
      const status = statusInside(tracer, parts, index, flow);
      const blind = faultAt(tracer, node, masked("set -e does not look into what stands before && or ||"));
      traceNode(tracer, node, { ...lost(flow, status), ignoring: [blind], reach });
    }
  }
};

/** What becomes of the status of a part that is not the last. */
const statusInside = (tracer: Tracer, parts: AndOr["parts"], index: number, flow: Flow): readonly Fault[] => {
  const rest = parts.slice(index + 1);
  const catcher = rest.find(({ before }) => before === "||");
  // Without one its status is that of the whole, and set -e looks at the last part only.
  if (catcher === undefined) return flow.tail;
  const { node } = catcher;
  const end = failingEnd(node);
  if (end === "exit") return flow.exit;
  const isLast = rest.at(-1) === catcher;
  if (end === "fails") return isLast ? flow.status : statusInside(tracer, parts, parts.indexOf(catcher), flow);
  const isKept = node.kind === "simple" && node.words.length === 0 && node.assignments.length > 0;
  if (isKept)
    return [faultAt(tracer, node, doubtful("it is kept in a variable, and what becomes of that can't be followed"))];
  const written = shortened(tracer.text.slice(node.at, node.end));
  return [faultAt(tracer, node, masked(`"${written}" behind || takes its place`))];
};

const tracePipeline = (tracer: Tracer, { parts, isNegated, ...span }: Pipeline, flow: Flow): void => {
  const turned = isNegated ? [faultAt(tracer, span, masked("! turns its status round"))] : undefined;
  for (const [index, node] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const faults = turned ?? (isLast ? undefined : pipeStatus(tracer, node, flow));
    const own = faults === undefined ? flow : lost(flow, faults);
    // Each part of a pipe has a shell of its own, which set -e ends.
    if (parts.length > 1) {
      traceNode({ ...tracer, state: forked(tracer.state) }, node, { ...own, tail: own.status, exit: own.status });
    } else traceNode(tracer, node, { ...own, ignoring: turned ?? flow.ignoring });
  }
};

const pipeStatus = (tracer: Tracer, node: Node, flow: Flow): readonly Fault[] => {
  const { pipefail } = tracer.state;
  if (pipefail === true) return flow.status;
  const why = "the status of a pipe is that of its last command, and pipefail is not set";
  return [
    faultAt(tracer, node, pipefail === false ? masked(why) : doubtful("whether pipefail is set depends on the run")),
  ];
};

const traceIf = (tracer: Tracer, { clauses, otherwise }: If, flow: Flow): void => {
  const branches: ShellState[] = [];
  const reach = [...flow.reach];
  for (const [index, { condition, body }] of clauses.entries()) {
    const failing = clauses[index + 1] === undefined ? otherwise : undefined;
    traceCondition(tracer, condition, { ...flow, reach }, { whenTrue: body, whenFalse: failing });
    const asked = faultAt(tracer, condition, conditional("it is run only when this is so"));
    const state = forked(tracer.state);
    traceList({ ...tracer, state }, body, { ...flow, reach: [...reach, asked] });
    branches.push(state);
    reach.push(faultAt(tracer, condition, conditional("it is run only when this is not so")));
  }
  const last = forked(tracer.state);
  if (otherwise !== undefined) traceList({ ...tracer, state: last }, otherwise, { ...flow, reach });
  merge(tracer.state, [...branches, last]);
};

/** A condition whose failure leads to a branch that surely fails is as good as none. */
const traceCondition = (
  tracer: Tracer,
  condition: List,
  flow: Flow,
  { whenTrue, whenFalse }: { whenTrue: List; whenFalse: List | undefined },
): void => {
  const [only] = condition.items;
  const node = condition.items.length === 1 ? only?.node : undefined;
  const isNegated = node?.kind === "pipeline" && node.isNegated;
  const branch = isNegated ? whenTrue : whenFalse;
  const isSafe = node !== undefined && branch !== undefined && failingEnd(branch) === "exit";
  const asked = faultAt(tracer, condition, masked("its status only decides what a condition does next"));
  const inner: Flow = { ...lost(flow, isSafe ? flow.exit : [asked]), ignoring: [asked], isAsked: true };
  traceNode(tracer, isNegated ? { ...node, isNegated: false } : condition, inner);
};

const traceLoop = (tracer: Tracer, node: Loop, flow: Flow): void => {
  const { condition, words, body } = node;
  if (condition !== undefined) {
    const status = [faultAt(tracer, condition, masked("its status only decides whether a loop goes on"))];
    traceList(tracer, condition, { ...lost(flow, status), ignoring: status, isAsked: true });
  }
  const isSure = words !== undefined && words.length > 0 && words.every(({ raw }) => !/[$`*?[]/.test(raw));
  const reach = isSure ? flow.reach : [...flow.reach, faultAt(tracer, node, conditional("a loop may have no round"))];
  const tail = [faultAt(tracer, node, masked("only the last round of a loop leaves a status"))];
  traceList(tracer, body, { ...flow, reach, tail });
};

const traceBranches = (tracer: Tracer, span: Span, bodies: readonly List[], flow: Flow): void => {
  const reach = [...flow.reach, faultAt(tracer, span, conditional("it is run only in one case of this"))];
  const branches = bodies.map((body) => {
    const state = forked(tracer.state);
    traceList({ ...tracer, state }, body, { ...flow, reach });
    return state;
  });
  merge(tracer.state, [...branches, forked(tracer.state)]);
};
