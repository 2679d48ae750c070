/**
 * Events as a tree of spans that stays small: more than a few of one name in one place become one, which counts them.
 *
 * @module
 */
import { isProgramKind, type TraceEvent } from "../evidence/index.ts";

/** A span or an event, or several of one name in one place. Times in microseconds since the run began. */
export interface Node {
  kind: "span" | "event";
  name: string;
  count: number;
  /** Of these, how many had no end. */
  open: number;
  startUs: number;
  endUs: number;
  totalUs: number;
  minUs: number;
  maxUs: number;
  /** Of a single one. */
  attributes: TraceEvent["attributes"];
  /** Of several: in which hundredths of the run something was going on. */
  busy: Uint8Array | null;
  children: Node[];
}

export interface Tree {
  add(event: TraceEvent): void;
  /** The run's span with everything in it, sorted by start; null without any event. */
  end(): Node | null;
}

/** Parts of the run in which what was folded is still told apart. */
export const parts = 200;
/** As many of one name in one place are shown one by one. */
const maxSame = 5;
/** As many nodes there are at all. */
const maxNodes = 2000;
/** Deeper spans are shown as if they lay here. */
const maxDepth = 32;
const others = "other names";

/** `durationUs` of the whole run. */
export const createTree = (durationUs: number): Tree => {
  const state: State = { durationUs, stepEndUs: durationUs, nodes: 0, open: new Map(), root: null };
  const begin = (event: TraceEvent, name: string): void => {
    const parent = state.open.get(event.parentSpanId ?? "")?.node ?? state.root;
    const node = addChild(state, parent, newNode("span", name, event));
    node.open += 1;
    state.root ??= node;
    state.open.set(event.spanId, { node, startUs: event.offsetUs });
  };
  const finish = ({ kind, spanId, offsetUs, attributes }: TraceEvent): void => {
    const span = state.open.get(spanId);
    if (span === undefined) return;
    state.open.delete(spanId);
    if (kind === "step.end") state.stepEndUs = offsetUs;
    const node = resolve(span.node);
    node.open -= 1;
    if (node.count === 1) Object.assign(node.attributes, attributes);
    close(state, node, span.startUs, offsetUs);
  };
  const point = (event: TraceEvent): void => {
    const node = newNode("event", event.name ?? event.kind, event);
    addChild(state, state.open.get(event.spanId)?.node ?? state.root, node);
  };
  return {
    add: (event) => {
      const { kind } = event;
      if (kind === "run.start") begin(event, "run");
      else if (kind === "step.start") begin(event, stepName(event));
      else if (kind === "step.span.start") begin(event, event.name ?? "");
      else if (kind === "step.span.end" || kind === "step.end" || kind === "run.end") finish(event);
      else point(event);
    },
    end: () => {
      for (const { node, startUs } of state.open.values())
        close(state, resolve(node), startUs, Math.max(startUs, state.stepEndUs));
      return state.root === null ? null : sorted(state.root);
    },
  };
};

// --- internal ---

interface Folding extends Omit<Node, "children"> {
  depth: number;
  above: Folding | null;
  /** Those of one kind and name stand together. */
  children: Map<string, Folding[]>;
  into?: Folding;
}

interface State {
  durationUs: number;
  /** What the program left open, was open until then at most. */
  stepEndUs: number;
  nodes: number;
  open: Map<string, { node: Folding; startUs: number }>;
  root: Folding | null;
}

const stepName = ({ attributes }: TraceEvent): string => {
  const what = attributes["argv0"] ?? attributes["pipeline"];
  return typeof what === "string" ? `step ${what}` : "step";
};

const newNode = (kind: Node["kind"], name: string, { offsetUs, attributes, ...event }: TraceEvent): Folding => ({
  ...{ kind, name, count: 1, open: 0, startUs: offsetUs, endUs: offsetUs, totalUs: 0 },
  ...{ minUs: Number.POSITIVE_INFINITY, maxUs: 0, busy: null, children: new Map(), depth: 0, above: null },
  attributes: isProgramKind(event.kind) || kind === "event" ? { ...attributes } : {},
});

const resolve = (node: Folding): Folding => {
  let at = node;
  while (at.into !== undefined) at = at.into;
  return at;
};

/** Where the node is now: itself, or what it was folded into. */
const addChild = (state: State, given: Folding | null, node: Folding): Folding => {
  if (given === null) return node;
  const parent = placeBelow(resolve(given));
  const { children } = parent;
  Object.assign(node, { depth: parent.depth + 1, above: parent });
  const isFull = state.nodes >= maxNodes;
  if (isFull && !children.has(keyOf(node))) node.name = others;
  const same = children.get(keyOf(node)) ?? [];
  const [first] = same;
  if (first === undefined || (same.length < maxSame && first.count === 1 && !isFull)) {
    state.nodes += 1;
    children.set(keyOf(node), [...same, node]);
    return node;
  }
  for (const other of same.slice(1)) fold(state, other, first);
  state.nodes -= same.length - 1;
  fold(state, node, first);
  children.set(keyOf(node), [first]);
  return first;
};

/** What lies deeper than anybody would look stands side by side. */
const placeBelow = (parent: Folding): Folding =>
  parent.depth < maxDepth || parent.above === null ? parent : resolve(parent.above);

const keyOf = ({ kind, name }: Folding): string => `${kind} ${name}`;

/** `node` becomes a part of `target`. */
const fold = (state: State, node: Folding, target: Folding): void => {
  if (target.busy === null) {
    target.busy = new Uint8Array(parts);
    if (target.open === 0) mark(state, target, target.startUs, target.endUs);
    target.attributes = {};
  }
  if (node.open === 0) mark(state, target, node.startUs, node.endUs);
  target.count += node.count;
  target.open += node.open;
  target.startUs = Math.min(target.startUs, node.startUs);
  target.endUs = Math.max(target.endUs, node.endUs);
  target.totalUs += node.totalUs;
  target.minUs = Math.min(target.minUs, node.minUs);
  target.maxUs = Math.max(target.maxUs, node.maxUs);
  node.into = target;
  for (const child of [...node.children.values()].flat()) {
    state.nodes -= 1;
    addChild(state, target, child);
  }
};

const close = (state: State, node: Folding, startUs: number, endUs: number): void => {
  const duration = Math.max(0, endUs - startUs);
  node.totalUs += duration;
  node.minUs = Math.min(node.minUs, duration);
  node.maxUs = Math.max(node.maxUs, duration);
  node.endUs = Math.max(node.endUs, endUs);
  mark(state, node, startUs, endUs);
};

const mark = ({ durationUs }: State, { busy }: Pick<Folding, "busy">, startUs: number, endUs: number): void => {
  const at = (us: number): number => Math.min(parts - 1, Math.floor((us / Math.max(1, durationUs)) * parts));
  busy?.fill(1, at(startUs), at(endUs) + 1);
};

const sorted = ({ into: _into, depth: _depth, above: _above, children, ...node }: Folding): Node => ({
  ...node,
  minUs: Number.isFinite(node.minUs) ? node.minUs : 0,
  children: [...children.values()]
    .flat()
    .map(sorted)
    .sort((a, b) => a.startUs - b.startUs),
});
