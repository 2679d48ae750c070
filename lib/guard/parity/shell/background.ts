/**
 * Commands in the background, `gate & pid=$!`, and the `wait` that asks for their status.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { statusInside } from "./branches.ts";
import { goesOn } from "./ends.ts";
import {
  doubtful,
  enclosed,
  type Flow,
  fateNow,
  faultAt,
  lost,
  masked,
  type Position,
  positionFlow,
  type Tracer,
} from "./flow.ts";
import { commandsIn } from "./given.ts";
import { isOfBash } from "./kept.ts";
import { programOf } from "./nodes.ts";
import type { List, Simple } from "./syntax.ts";

type Item = List["items"][number];

/** What becomes of it, and where in the script that is decided. */
export const backgroundFlow = (tracer: Tracer, position: Position, flow: Flow): { flow: Flow; end: number } => {
  const { items, index, item } = position;
  const waiting = waitFor(tracer, items, index);
  const faults = waiting === undefined ? lostFaults(tracer, position) : fateOfWait(tracer, { ...waiting, items }, flow);
  return { flow: enclosed({ ...lost(flow, faults), ignoring: [] }), end: (waiting?.item ?? item).node.end };
};

// --- internal ---

/** Where a wait is looked for. */
const mostBehind = 200;

const fateOfWait = (tracer: Tracer, position: Position, flow: Flow): readonly Fault[] => {
  const { node } = position.item;
  const own = positionFlow(tracer, position, flow);
  return node.kind === "and-or"
    ? statusInside(tracer, node.parts, 0, { ...own, status: fateNow(tracer, own) })
    : own.status;
};

/** What runs beside it, or keeps its status otherwise, is not followed. */
const lostFaults = (tracer: Tracer, { item, items, index }: Position): Fault[] => {
  const isAsked = items
    .slice(index + 1, index + mostBehind)
    .some(({ node }) => commandsIn(node).some((one) => one.words[0]?.value === "wait" && one.words.length > 1));
  const why = isAsked
    ? doubtful("it runs in the background, and what runs beside it, or becomes of its status, can't be followed")
    : masked("it runs in the background, and nobody waits for its status");
  return [faultAt(tracer, item.node, why)];
};

/** The element behind `index` that waits for it, when nothing runs beside it. */
const waitFor = (tracer: Tracer, items: List["items"], index: number): Omit<Position, "items"> | undefined => {
  const { functions } = tracer.state;
  const names = new Set<string>();
  for (const [offset, item] of items.slice(index + 1, index + mostBehind).entries()) {
    const { node } = item;
    if (item.isBackground || !["simple", "and-or"].includes(node.kind)) return undefined;
    if (asksFor(tracer, waitOf(item), names)) return { item, index: index + 1 + offset };
    const commands = commandsIn(node);
    if (!goesOn(node, functions) || !commands.every((one) => isStill(tracer, one))) return undefined;
    for (const kept of commands.flatMap(({ assignments }) => assignments.flatMap(({ raw }) => keptIn(raw) ?? []))) {
      // Behind && and || it may be left out.
      if (kept.isNumber && node.kind === "simple") names.add(kept.name);
      else names.delete(kept.name);
    }
  }
  return undefined;
};

/** What its status decides: itself, or the first of `&&` and `||`. */
const waitOf = ({ node }: Item): Simple | undefined => {
  const first = node.kind === "and-or" ? node.parts[0]?.node : node;
  return first?.kind === "simple" ? first : undefined;
};

/** `wait $!`, or by the name of a variable that holds the same. */
const asksFor = ({ state, held }: Tracer, node: Simple | undefined, names: ReadonlySet<string>): boolean => {
  if (node === undefined || programOf(node, state.functions) !== "wait" || !isAlone(node)) return false;
  const [, word, ...others] = node.words;
  if (word === undefined || others.length > 0 || !held.isWhole()) return false;
  const name = nameOfValue(word.raw);
  return name === "!" || (names.has(name) && held.isFree());
};

/** Of a word that is nothing but the value of a variable; "" for others. */
const nameOfValue = (raw: string): string => {
  const [, name = raw] = /^"(.*)"$/s.exec(raw) ?? [];
  const [, plain, braced = ""] = /^\$(?:(!|[A-Za-z_]\w*)|\{(!|[A-Za-z_]\w*)\})$/.exec(name) ?? [];
  return plain ?? braced;
};

const isAlone = ({ asks, opens, assignments }: Simple): boolean =>
  asks !== true && opens !== true && assignments.length === 0;

/** It runs nothing, and leaves `$!` alone. */
const isStill = ({ state }: Tracer, node: Simple): boolean => {
  if (node.words.length === 0)
    return node.asks !== true && node.opens !== true && node.assignments.every(({ raw }) => keptIn(raw) !== undefined);
  const [, ...words] = node.words;
  const program = programOf(node, state.functions) ?? "";
  if (!isAlone(node) || !["wait", "exit", "false", "true", ":"].includes(program)) return false;
  return words.every(({ raw, value }) => value?.startsWith("-") !== true && (value ?? nameOfValue(raw)) !== "");
};

/** A variable that is set to what stands as it is, or to the number of what runs in the background. */
const keptIn = (raw: string): { name: string; isNumber: boolean } | undefined => {
  const [, name, value = ""] = /^([A-Za-z_]\w*)=(.*)/s.exec(raw) ?? [];
  const isNumber = nameOfValue(value) === "!";
  return name === undefined || isOfBash(name) || (!isNumber && /[$`]/.test(value)) ? undefined : { name, isNumber };
};
