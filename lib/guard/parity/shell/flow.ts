/**
 * What becomes of a command's failure: by its place in a list, and by what stands behind it.
 *
 * @module
 */
import { type Fault, shortened } from "../fault.ts";
import type { Places } from "../places.ts";
import { callsFunction, type FailingEnd, isSteady, keepsMeanings, mayMiss } from "./ends.ts";
import type { Held } from "./held.ts";
import type { Input } from "./input.ts";
import { keepsStatus, keptStatus } from "./kept.ts";
import type { ShellOptions, ShellState } from "./state.ts";
import type { List, Node, Span, Word } from "./syntax.ts";

/** One command that a script runs. */
export interface Traced {
  words: readonly Word[];
  assignments: readonly Word[];
  /** As written. */
  text: string;
  /** The whole command that it is a part of, with its pipes and its && and ||. */
  whole: string;
  /** The functions that lead to it, and the scripts that stand in words, each as written. */
  around: readonly string[];
  /** Where that whole command ends in the script. */
  wholeEnd: number;
  at: ReturnType<Places>;
  /** From the repository's top; undefined when only a run can tell. */
  cwd: string | undefined;
  /** What changed it last, as written. */
  went: string | undefined;
  /** Why its failure would be lost, or it would not be run; none when it surely ends the script. */
  faults: readonly Fault[];
  /** Only a condition asks for its status. */
  isAsked: boolean;
  /** And that of a failure leads to one of the script. */
  isEnding: boolean;
  held: Standing;
  /** That shells which it runs get a function. */
  handed?: Fault | undefined;
  input?: Input | undefined;
}

/** Of what stands in a word of another command: whether that, or something that waits for it, gets its status. Undefined for others. */
export type Standing = "kept" | "lost" | undefined;

export interface TraceOptions extends ShellOptions {
  text: string;
  places: Places;
  cwd: string | undefined;
  /** Whether there surely is such a directory, from the repository's top. */
  isDirectory: (path: string | undefined) => boolean;
  args?: readonly Word[];
  /** What a task runner left in the text that looks like a command in a word, and is its own. */
  foreign?: readonly string[] | undefined;
  /** By which name, for a script in a file. */
  called?: string | undefined;
  /** Called for each command in its order. */
  onCommand: (traced: Traced) => void;
  /** Called for each script in it that can't be read: it may run anything. */
  onUnread?: ((at: Fault["at"], why: string) => void) | undefined;
}

/** What becomes of a status by `set -e` or as that of what holds it; and of the same where `set -e` does not look. */
export interface Fate {
  status: readonly Fault[];
  tail: readonly Fault[];
}

/** What becomes of a failure: where there is no fault, it ends the script. */
export interface Flow extends Fate {
  /** Of the shell that ends. */
  exit: readonly Fault[];
  /** Of what the function returns that is being followed. */
  back?: Fate;
  /** Why `set -e` does not look. */
  ignoring: readonly Fault[];
  /** Why it may not be run. */
  reach: readonly Fault[];
  isAsked: boolean;
  /** Where it is asked, a failure leads to what surely fails. */
  isEnding?: boolean;
  held?: Standing;
  /** `$?` is a failure where it begins. */
  isFailed: boolean;
  /** All that stands behind it in the same command is run only when it succeeds. */
  isAnded: boolean;
}

export interface Tracer extends Pick<TraceOptions, "text" | "places" | "onCommand" | "onUnread"> {
  state: ShellState;
  /** What commands read here; undefined where only a run can tell. */
  input?: Input | undefined;
  /** Functions and shells in each other. */
  depth: number;
  /** The command of the script itself that is being followed, and where that ends. */
  whole: string;
  wholeEnd: number;
  /** The functions, and the scripts that stand in words, that are being followed. */
  around: readonly string[];
  /** Variables set for what holds the command: a function, a shell of its own. */
  assigned: readonly Word[];
  /** Functions that are being followed, each with the directory that it was called in. */
  calls: ReadonlyMap<Node, string | undefined>;
  /** What is true only to the end of each loop around, the innermost last. */
  loops: readonly Set<Fault>[];
  /** What is true only to the end of the function. */
  returned: Set<Fault> | undefined;
  isDirectory: TraceOptions["isDirectory"];
  /** What the whole script puts into variables. */
  held: Held;
  foreign: readonly string[];
  /** How much more is followed, of all of the script. */
  left: { count: number };
}

/** A fault at a span of the script. */
export const faultAt = (
  { text, places }: Pick<Tracer, "text" | "places">,
  span: Span,
  fault: Omit<Fault, "at" | "written">,
): Fault => ({ ...fault, at: places(span.at), written: shortened(text.slice(span.at, span.end)) });

/** Nothing loses it. */
export const free: Flow = {
  ...{ status: [], tail: [], exit: [], ignoring: [], reach: [] },
  ...{ isAsked: false, isFailed: false, isAnded: false },
};

/** Faults in words; their place is added by `faultAt`. */
export const masked = (why: string): Omit<Fault, "at"> => ({ kind: "masked", level: "violation", why });
export const doubtful = (why: string): Omit<Fault, "at"> => ({ kind: "masked", level: "undecided", why });
export const conditional = (why: string): Omit<Fault, "at"> => ({ kind: "skipped", level: "undecided", why });

/** Nothing but `faults` becomes of its failure. */
export const lost = (flow: Flow, faults: readonly Fault[]): Flow => ({ ...flow, status: faults, tail: faults });

/** In a shell of its own, which `exit`, `return` and `set -e` end alone. */
export const enclosed = (flow: Flow): Flow => {
  const { back, status } = flow;
  const own = { ...flow, tail: status, exit: status };
  return back === undefined ? own : { ...own, back: { status, tail: status } };
};

/** By `set -e` as it is now: what ran meanwhile may have switched it. */
export const fateNow = ({ state }: Tracer, { status, tail }: Fate): readonly Fault[] =>
  state.errexit === true ? status : tail;

/** Of the failure of one of `from`, which leads to `to`. */
export const endFate = (
  tracer: Tracer,
  { from, to, end }: { from: readonly Node[]; to: Node; end: FailingEnd | undefined },
  flow: Flow,
): readonly Fault[] | undefined => {
  if (end === undefined) return undefined;
  const { functions, isRedefined = false } = tracer.state;
  // What it calls may mean something else, when what fails has changed that.
  if (callsFunction(to, functions) && (isRedefined || !from.every((node) => keepsMeanings(node, functions))))
    return [faultAt(tracer, to, doubtful("whether this ends with a failure can't be followed"))];
  if (end === "perhaps") return [faultAt(tracer, to, doubtful("whether this ends with a failure can't be followed"))];
  // What they switch themselves is not known yet.
  const isKnown = [...from, to].every((node) => isSteady(node, functions));
  const becomes = (fate: Fate): readonly Fault[] => (isKnown ? fateNow(tracer, fate) : fate.tail);
  const missed = mayMiss(to, functions) ? becomes(flow) : [];
  return [...new Set([...fateAt(end, flow, becomes), ...missed])];
};

/** An element of a list. */
export interface Position {
  item: List["items"][number];
  items: List["items"];
  index: number;
}

/** Of the element of a list at `position`. */
export const positionFlow = (tracer: Tracer, position: Position, flow: Flow): Flow => {
  const tail = tailAt(tracer, position, flow);
  const isWatched = tracer.state.errexit === true && flow.ignoring.length === 0;
  const isFailed = flow.isFailed && position.index === 0;
  return { ...flow, tail, status: isWatched ? flow.exit : tail, isFailed, isAnded: false };
};

// --- internal ---

const fateAt = (end: FailingEnd, flow: Flow, becomes: (fate: Fate) => readonly Fault[]): readonly Fault[] => {
  if (end === "exit") return flow.exit;
  if (end === "unwatched") return flow.tail;
  return becomes((end === "return" ? flow.back : undefined) ?? flow);
};

/** What becomes of the status of an element of a list where `set -e` does not look. */
const tailAt = (tracer: Tracer, { item: { node }, items, index }: Position, flow: Flow): readonly Fault[] => {
  const next = items[index + 1];
  if (next === undefined) return flow.tail;
  if (keepsStatus(tracer, next)) return flow.exit;
  const kept = keptStatus(tracer, next, () => items.slice(index + 2));
  if (kept === "ends with it") return flow.exit;
  if (kept !== undefined) {
    return [faultAt(tracer, node, doubtful(`what becomes of its status in ${kept} can't be followed`))];
  }
  if (flow.ignoring.length > 0) return flow.ignoring;
  if (tracer.state.errexit === undefined) {
    return [faultAt(tracer, node, doubtful("whether set -e is in force here is known only when it runs"))];
  }
  return [
    faultAt(
      tracer,
      node,
      masked("the shell goes on to the next command, because set -e is not in force or does not look here"),
    ),
  ];
};
