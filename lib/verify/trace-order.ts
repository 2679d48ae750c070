/**
 * The order of a trace: what comes when, and whether the program's spans fit together.
 *
 * @module
 */
import { isProgramKind, maxOpenSpans, type TraceEvent } from "../evidence/index.ts";

export type Mark = Pick<TraceEvent, "attributes" | "offsetUs">;

export type Broken = (message: string, expected?: unknown, actual?: unknown) => void;

export interface Order {
  /** The first event of each kind. */
  readonly marks: ReadonlyMap<TraceEvent["kind"], Mark>;
  judge(event: TraceEvent, where: string, broken: Broken): void;
  /** After the last line. */
  end(broken: Broken): void;
}

/** Judges events one after the other; remembers open spans only. */
export const createOrder = (): Order => {
  const marks = new Map<TraceEvent["kind"], Mark>();
  const spans = createSpans();
  /** Index in `order` of the kind that must come next. */
  let next = 0;
  /** True for what has no place of its own in the order. */
  const judgeBeside = ({ kind, attributes }: TraceEvent, where: string, broken: Broken): boolean => {
    const isOut = (expected: string): boolean => order[next] !== expected;
    if (isProgramKind(kind) && isOut("step.end")) broken(`${where} is said by a step that does not run`);
    if (kind === "signal.forwarded" && isOut("step.end")) broken(`${where} forwards a signal while no step runs`);
    if (kind !== "step.events.refused") return isProgramKind(kind) || kind === "signal.forwarded";
    if (isOut("run.end")) broken(`${where} counts refused lines before the run is over`);
    judgeRefused(attributes, where, broken);
    return true;
  };
  const judge: Order["judge"] = (event, where, broken) => {
    const { kind, attributes, offsetUs } = event;
    const isAgain = marks.has(kind);
    if (!isAgain) marks.set(kind, { attributes, offsetUs });
    if (isProgramKind(kind)) spans.judge(event, where, broken);
    else if (isAgain && kind !== "signal.forwarded") broken(`${where} says "${kind}" again`);
    if (judgeBeside(event, where, broken)) return;
    const index = order.indexOf(kind as (typeof order)[number]);
    if (!isAgain && index !== next) broken(`${where} is out of place`, order[next] ?? "the end of the trace", kind);
    if (kind === "step.start") spans.begin(event);
    if (kind === "step.end" && !isAgain) spans.end(attributes["openSpans"], where, broken);
    next = Math.max(next, index + 1);
  };
  return {
    marks,
    judge,
    end: (broken) => {
      for (const kind of order) if (!marks.has(kind)) broken(`The trace has no "${kind}"`);
    },
  };
};

// --- internal ---

/** Each exactly once, in this order; signals and what the program says come only while the step runs. */
const order = [
  "run.start",
  "inputs.recorded",
  "toolchain.recorded",
  "step.start",
  "step.end",
  "outputs.recorded",
  "run.end",
] as const satisfies TraceEvent["kind"][];

/** The program's spans: each starts once, below the step or an open span, and ends once as what it started, or is said to be open. */
const createSpans = () => {
  const open = new Map<string, { name: string | undefined; parent: string | null }>();
  let step: Pick<TraceEvent, "spanId" | "parentSpanId"> | undefined;
  const parentOf = (spanId: string): string | null | undefined =>
    spanId === step?.spanId ? step.parentSpanId : open.get(spanId)?.parent;

  const start = ({ spanId, parentSpanId, name }: TraceEvent, where: string, broken: Broken): void => {
    if (parentOf(spanId) !== undefined) broken(`${where} starts a span that is open`);
    if (parentSpanId === null || parentOf(parentSpanId) === undefined)
      broken(`${where} starts a span below one that is not open`);
    if (open.size >= maxOpenSpans) return broken(`${where} opens more than ${maxOpenSpans} spans`);
    open.set(spanId, { name, parent: parentSpanId });
  };
  const judge = (event: TraceEvent, where: string, broken: Broken): void => {
    const { kind, spanId, parentSpanId, name } = event;
    if (kind === "step.span.start") return start(event, where, broken);
    const parent = parentOf(spanId);
    if (parent === undefined || (kind === "step.span.end" && !open.has(spanId)))
      return broken(`${where} belongs to a span that is not open`);
    if (parent !== parentSpanId) broken(`${where} names another parent of its span`, parent, parentSpanId);
    if (kind !== "step.span.end") return;
    const started = open.get(spanId)?.name;
    if (started !== name) broken(`${where} ends a span under another name`, started, name);
    open.delete(spanId);
  };
  return {
    judge,
    begin: (event: TraceEvent): void => {
      step = event;
    },
    end: (said: unknown, where: string, broken: Broken): void => {
      if ((said ?? 0) !== open.size) broken(`${where} counts other open spans than there are`, open.size, said ?? 0);
    },
  };
};

const judgeRefused = ({ total, first, ...reasons }: TraceEvent["attributes"], where: string, broken: Broken): void => {
  const counts = Object.values(reasons);
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
  const sum = counts.reduce((all: number, count) => all + (isCount(count) ? count : Number.NaN), 0);
  if (typeof first !== "string" || !isCount(total) || sum !== total)
    broken(`${where} counts refused lines that do not add up`, sum, total ?? "no total");
};
