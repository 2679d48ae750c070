/**
 * What runs only by the status of another: `&&` and `||`, pipes, `if`.
 *
 * @module
 */
import { type Fault, shortened } from "../fault.ts";
import { endOf, type Surroundings } from "./ends.ts";
import {
  conditional,
  doubtful,
  enclosed,
  endFate,
  type Flow,
  fateNow,
  faultAt,
  lost,
  masked,
  type Tracer,
} from "./flow.ts";
import { cannotFail } from "./harmless.ts";
import { inputFrom } from "./input.ts";
import { programOf } from "./nodes.ts";
import { forked, merge, type ShellState } from "./state.ts";
import { type AndOr, type If, type List, type Node, type Pipeline, ShellFault } from "./syntax.ts";
import { traceList, traceNode } from "./trace.ts";

export const traceAndOr = (tracer: Tracer, { parts }: AndOr, outer: Flow): void => {
  assertFew(parts);
  const { state } = tracer;
  const unrun: Fault[] = [];
  const skipped: ShellState[] = [];
  let here: Pick<ShellState, "cwd" | "stack"> = state;
  for (const [index, { before, node }] of parts.entries()) {
    // Whether set -e looks is not what it was, when a part has switched it.
    const flow = { ...outer, status: fateNow(tracer, outer), isFailed: index === 0 ? outer.isFailed : before === "||" };
    const why = leftOut(tracer, parts, index, flow);
    unrun.push(...why);
    const around = forked(state);
    // What changes the directory leaves it when it fails.
    const left = isMoving(parts[index - 1]?.node, state) ? { ...around, ...here } : around;
    here = { cwd: state.cwd, stack: state.stack };
    // By what names mean before it is run.
    const end = endOf(node, surroundings(tracer, flow));
    const own = { ...flow, reach: [...flow.reach, ...unrun] };
    if (index === parts.length - 1) traceNode(tracer, node, own);
    else {
      const blind = faultAt(tracer, node, masked("set -e does not look into what stands before && or ||"));
      const isAnded = parts.slice(index + 1).every((part) => part.before === "&&") && isMoving(node, state);
      const inside = {
        ...lost(own, statusInside(tracer, parts, index, flow)),
        held: heldInside(tracer, parts, index, flow),
      };
      traceNode(tracer, node, { ...inside, ignoring: [blind], isAnded });
    }
    if (why.length === 0) continue;
    // Where it is not run, it changes nothing; and behind `|| exit` nothing goes on.
    if (before === "&&") skipped.push(left);
    else {
      const isOver = end === "exit" || (end === "return" && isFatal(tracer, flow));
      const run = isOver ? [] : [forked(state)];
      merge(state, [{ ...around, lasting: state.lasting }, ...run]);
    }
  }
  merge(state, [forked(state), ...skipped]);
};

export const tracePipeline = (tracer: Tracer, { parts, isNegated, ...span }: Pipeline, flow: Flow): void => {
  const turned = isNegated ? [faultAt(tracer, span, masked("! turns its status round"))] : undefined;
  let { input } = tracer;
  for (const [index, node] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const faults = turned ?? (isLast ? undefined : pipeStatus(tracer, node, flow));
    const own = { ...(faults === undefined ? flow : lost(flow, faults)), ignoring: turned ?? flow.ignoring };
    // Each part of a pipe has a shell of its own, which set -e ends.
    const state = forked(tracer.state);
    const held = isLast ? own.held : heldInPipe(tracer, own);
    const before = parts[index - 1];
    if (before !== undefined) input = inputFrom({ ...tracer, input }, before);
    if (parts.length > 1) traceNode({ ...tracer, state, input }, node, { ...enclosed(own), held });
    else traceNode(tracer, node, own);
    if (parts.length > 1 && isLast && tracer.state.isLastpipe === true)
      merge(tracer.state, [forked(tracer.state), state]);
  }
};

export const traceIf = (tracer: Tracer, { clauses, otherwise }: If, outer: Flow): void => {
  assertFew(clauses);
  const branches: ShellState[] = [];
  const flow = { ...outer, isFailed: false };
  const reach = [...flow.reach];
  for (const [index, { condition, body }] of clauses.entries()) {
    const failing = clauses[index + 1] === undefined ? otherwise : undefined;
    traceCondition(tracer, condition, { ...flow, reach: [...reach] }, { whenTrue: body, whenFalse: failing });
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

/** In which the end of a piece is looked for. */
export const surroundings = (tracer: Tracer, { back }: Flow): Surroundings => ({
  functions: tracer.state.functions,
  isFunction: back !== undefined,
  // Where it led to is not known before it is followed.
  cannotFail: (node) => !isMoving(node, tracer.state) && cannotFail(node, tracer),
});

/** What becomes of the status of a part that is not the last. */
export const statusInside = (tracer: Tracer, parts: AndOr["parts"], index: number, flow: Flow): readonly Fault[] => {
  const at = parts.findIndex(({ before }, place) => place > index && before === "||");
  const catcher = parts[at];
  // Without one its status is that of the whole, and set -e looks at the last part only.
  if (catcher === undefined) return flow.tail;
  const { node } = catcher;
  const end = endOf(node, surroundings(tracer, flow));
  if ((end === "fails" || end === "unwatched") && at < parts.length - 1) return statusInside(tracer, parts, at, flow);
  const fate = endFate(tracer, { from: parts.slice(0, at).map((one) => one.node), to: node, end }, flow);
  if (fate !== undefined) return fate;
  const isKept = node.kind === "simple" && node.words.length === 0 && node.assignments.length > 0;
  if (isKept)
    return [faultAt(tracer, node, doubtful("it is kept in a variable, and what becomes of that can't be followed"))];
  const written = shortened(tracer.text.slice(node.at, node.end));
  return [faultAt(tracer, node, masked(`"${written}" behind || takes its place`))];
};

// --- internal ---

/** What becomes of each depends on all others. */
const assertFew = ({ length }: readonly unknown[]): void => {
  if (length > mostParts) throw new ShellFault(0, "it has more conditions in one command than can be followed");
};

const mostParts = 300;

const moving = new Set(["cd", "pushd", "popd"]);

const isMoving = (node: Node | undefined, { functions }: ShellState): boolean =>
  node !== undefined && moving.has(programOf(node, functions) ?? "");

/** Whether a failure that the function returns ends the script; else it goes on in the same shell. */
const isFatal = (tracer: Tracer, { back }: Flow): boolean => back !== undefined && fateNow(tracer, back).length === 0;

/** `$(check | tail -1)`: only by one name is it asked for later. */
const heldInPipe = ({ state, text }: Tracer, { held }: Flow): Flow["held"] =>
  held === "kept" && state.pipefail === false && !/pipestatus/i.test(text) ? "lost" : held;

/** `$(check || echo none)`: whatever fails before it, what is printed is all that is left of that. */
const heldInside = (tracer: Tracer, parts: AndOr["parts"], index: number, { held }: Flow): Flow["held"] => {
  const catcher = parts.slice(index + 1).find(({ before }) => before === "||")?.node;
  if (held !== "kept" || catcher === undefined || !cannotFail(catcher, tracer)) return held;
  return tracer.text.slice(catcher.at, catcher.end).includes("$?") ? held : "lost";
};

/** Why a part may not be run while the script goes on. */
const leftOut = (tracer: Tracer, parts: AndOr["parts"], index: number, flow: Flow): Fault[] => {
  const previous = parts[index - 1]?.node;
  if (previous === undefined) return [];
  if (parts[index]?.before === "||")
    return [faultAt(tracer, previous, conditional("it runs only when what stands before || fails"))];
  const isSet = previous.kind === "simple" && previous.words[0]?.value !== "echo";
  if (cannotFail(previous, tracer) && (!isSet || tracer.held.isFree())) return [];
  if (statusInside(tracer, parts, index - 1, flow).length === 0) return [];
  return [faultAt(tracer, previous, conditional("it is not run when this fails, and the script goes on"))];
};

const pipeStatus = (tracer: Tracer, node: Node, flow: Flow): readonly Fault[] => {
  const { pipefail } = tracer.state;
  if (pipefail === true) return flow.status;
  const why = "the status of a pipe is that of its last command, and pipefail is not set";
  return [
    faultAt(tracer, node, pipefail === false ? masked(why) : doubtful("whether pipefail is set depends on the run")),
  ];
};

/** A condition whose failure leads to a branch that surely fails is as good as none. */
const traceCondition = (
  tracer: Tracer,
  condition: List,
  flow: Flow,
  { whenTrue, whenFalse }: { whenTrue: List; whenFalse: List | undefined },
): void => {
  const [only, ...others] = condition.items;
  const node = others.length === 0 && only?.isBackground === false ? only.node : undefined;
  const isNegated = node?.kind === "pipeline" && node.isNegated;
  const branch = isNegated ? whenTrue : whenFalse;
  // Behind ! the status that led there is 0.
  const end = branch && endOf(branch, surroundings(tracer, flow), !isNegated);
  const asked = faultAt(tracer, condition, masked("its status only decides what a condition does next"));
  const fate = node && branch && endFate(tracer, { from: [node], to: branch, end }, flow);
  const inner: Flow = {
    ...lost(flow, fate ?? [asked]),
    ignoring: [asked],
    isAsked: true,
    isEnding: fate !== undefined,
  };
  traceNode(tracer, isNegated ? { ...node, isNegated: false } : condition, inner);
};
