/**
 * Following the commands in words: `X=$(npm run build)`, `` echo `./version.sh` ``, `diff <(a) <(b)`.
 *
 * POSIX.1-2024, "Shell Command Language", 2.9.1: without a name a command ends with the status of its last substitution; else
 * nothing becomes of that. bash's manual, "Command Execution Environment": in one of them `set -e` is not in force, unless
 * the shell keeps to POSIX or `inherit_errexit` is set.
 *
 * @module
 */
import { shortened } from "../fault.ts";
import { conditional, enclosed, type Flow, faultAt, lost, masked, type Tracer } from "./flow.ts";
import { nameOf } from "./nodes.ts";
import { parseShell } from "./parse.ts";
import { addLasting, forked, type Option } from "./state.ts";
import { type Substitution, substitutionsIn } from "./substitutions.ts";
import { type List, type Node, ShellFault, type Target } from "./syntax.ts";
import { traceList } from "./trace.ts";

/** What `node` runs before itself, for what it prints. */
export const traceSubstituted = (tracer: Tracer, node: Node, flow: Flow): void => {
  if (node.kind === "simple" && node.asks !== true) return;
  const { text, state } = tracer;
  const isSh = state.isSh === true;
  const found = piecesOf(tracer, node).flatMap((piece) => substitutionsIn({ text, isSh }, piece));
  const counting = countingIn(node, found);
  for (const one of found) {
    if (tracer.foreign.includes(one.raw)) continue;
    const loss = faultAt(tracer, { at: one.at, end: one.at + one.text.length }, masked(lossWhy));
    const own = counting.has(one) ? flow : lost(flow, [loss]);
    const held = counting.has(one) ? (flow.held ?? "kept") : "lost";
    traceOne(tracer, one, { ...enclosed(own), held, isFailed: false });
  }
};

// --- internal ---

const lossWhy = "nothing becomes of the status of a command in the words of another one";

const traceOne = (tracer: Tracer, { text, at }: Substitution, flow: Flow): void => {
  const state = { ...forked(tracer.state), errexit: errexitIn(tracer) };
  const places: Tracer["places"] = (offset) => tracer.places(at + offset);
  const list = parsed(tracer, text, at);
  if (list !== undefined) traceList({ ...tracer, state, text, places, depth: tracer.depth + 1, loops: [] }, list, flow);
};

/** What stands in brackets has been read; backticks are when they are run, and then up to what is wrong there. */
const parsed = (tracer: Tracer, text: string, at: number): List | undefined => {
  try {
    return parseShell(text, tracer.state);
  } catch (error) {
    if (!(error instanceof ShellFault)) throw error;
    const why = `the script "${shortened(text)}" can't be understood: ${error.message}`;
    const fault = faultAt(tracer, { at, end: at + text.length }, conditional(why));
    addLasting(tracer.state, fault);
    tracer.onUnread?.(fault.at, why);
    return undefined;
  }
};

const errexitIn = ({ state, held }: Tracer): Option => {
  if (state.isSh === true || state.errexit === false) return state.errexit;
  return held.isInheriting() ? undefined : false;
};

/** What is expanded of it alone, and not of the commands that it holds. */
const piecesOf = ({ text }: Tracer, node: Node): Target[] => {
  const targets = "targets" in node ? (node.targets ?? []) : [];
  if (node.kind === "simple") {
    // Of a call that is read once more its words come from somewhere else.
    const words = [...node.assignments, ...node.words].filter(({ raw, at, end }) => text.slice(at, end) === raw);
    return [...words, ...targets];
  }
  if (node.kind === "case") return [node.word, ...node.clauses.flatMap(({ patterns }) => patterns), ...targets];
  if (node.kind === "test") {
    const isDocument = text.startsWith("((", node.at);
    return [{ at: node.at, end: node.end, isDocument }];
  }
  if (node.kind !== "for") return targets;
  return [...(node.words ?? [node.variable ?? { at: node.at, end: node.body.at }]), ...targets];
};

/** Those whose status may be that of the command. What `exit` is given is the status itself. */
const countingIn = (node: Node, found: readonly Substitution[]): ReadonlySet<Substitution> => {
  if (node.kind !== "simple") return new Set();
  if (/^(?:exit|return)$/.test(nameOf(node) ?? "")) return new Set(found);
  if (node.words.length > 0) return new Set();
  const own = found.filter(({ isProcess }) => !isProcess);
  // Shells differ on whether those in redirections come before.
  return new Set(node.targets === undefined ? own.slice(-1) : own);
};
