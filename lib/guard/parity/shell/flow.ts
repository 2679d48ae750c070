/**
 * What becomes of a command's failure: by its place in a list, and by what stands behind it.
 *
 * @module
 */
import { type Fault, shortened } from "../fault.ts";
import type { Places } from "../places.ts";
import { keptStatus } from "./builtins.ts";
import { exitStatus, nameOf } from "./ends.ts";
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
  at: ReturnType<Places>;
  /** From the repository's top; undefined when only a run can tell. */
  cwd: string | undefined;
  /** Why its failure would be lost, or it would not be run; none when it surely ends the script. */
  faults: readonly Fault[];
  /** Only a condition asks for its status. */
  isAsked: boolean;
}

export interface TraceOptions extends ShellOptions {
  text: string;
  places: Places;
  cwd: string | undefined;
  args?: readonly Word[];
  /** Called for each command in its order. */
  onCommand: (traced: Traced) => void;
}

/** What becomes of a failure: where there is no fault, it ends the script. */
export interface Flow {
  /** Of the node's status, by `set -e` or as that of what holds it. */
  status: readonly Fault[];
  /** Of the same where `set -e` does not look. */
  tail: readonly Fault[];
  /** Of the shell that ends. */
  exit: readonly Fault[];
  /** Why `set -e` does not look. */
  ignoring: readonly Fault[];
  /** Why it may not be run. */
  reach: readonly Fault[];
  isAsked: boolean;
}

export interface Tracer extends Pick<TraceOptions, "text" | "places" | "onCommand"> {
  state: ShellState;
  /** Functions and shells in each other. */
  depth: number;
  /** The command of the script itself that is being followed. */
  whole: string;
  /** Variables set for what holds the command: a function, a shell of its own. */
  assigned: readonly Word[];
  /** Functions that are being followed, each with the directory that it was called in. */
  calls: ReadonlyMap<Node, string | undefined>;
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
export const free: Flow = { status: [], tail: [], exit: [], ignoring: [], reach: [], isAsked: false };

/** Faults in words; their place is added by `faultAt`. */
export const masked = (why: string): Omit<Fault, "at"> => ({ kind: "masked", level: "violation", why });
export const doubtful = (why: string): Omit<Fault, "at"> => ({ kind: "masked", level: "undecided", why });
export const conditional = (why: string): Omit<Fault, "at"> => ({ kind: "skipped", level: "undecided", why });

/** Nothing but `faults` becomes of its failure. */
export const lost = (flow: Flow, faults: readonly Fault[]): Flow => ({ ...flow, status: faults, tail: faults });

export const backgroundFlow = (tracer: Tracer, node: Node, flow: Flow): Flow => {
  const faults = [faultAt(tracer, node, masked("it runs in the background, and nobody waits for its status"))];
  return { ...lost(flow, faults), exit: faults, ignoring: [] };
};

/** An element of a list. */
export interface Position {
  items: List["items"];
  index: number;
}

/** Of the element of a list at `position`. */
export const positionFlow = (tracer: Tracer, position: Position, flow: Flow): Flow => {
  const tail = tailAt(tracer, position, flow);
  const isWatched = tracer.state.errexit === true && flow.ignoring.length === 0;
  return { ...flow, tail, status: isWatched && tail.length > 0 ? flow.exit : tail };
};

// --- internal ---

/** What becomes of the status of an element of a list where `set -e` does not look. */
const tailAt = (tracer: Tracer, { items, index }: Position, flow: Flow): readonly Fault[] => {
  const node = items[index]?.node;
  const next = items[index + 1]?.node;
  if (node === undefined || next === undefined) return flow.tail;
  if (keepsStatus(next)) return flow.exit;
  const kept = keptStatus(items.slice(index + 1).map((item) => item.node));
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

/** `exit $?`, or an `exit` alone, right behind it. */
const keepsStatus = (node: Node): boolean => {
  if (node.kind !== "simple" || nameOf(node) !== "exit") return false;
  const status = exitStatus(node);
  return status === undefined || status === "$?" || (typeof status === "number" && status !== 0);
};
