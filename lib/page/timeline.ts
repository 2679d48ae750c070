/**
 * The events of a trace as bars on one line of time, in constant memory.
 *
 * @module
 */
import type { TraceEvent } from "../evidence/index.ts";

export interface Bar {
  label: string;
  /** `recorder`: ours; `step`: the program; `span`: a stage that the program reported itself. */
  kind: "recorder" | "step" | "span";
  startUs: number;
  endUs: number;
  /** How deep a span lies in others. */
  depth: number;
  /** The program never said that the span ended. */
  isOpen: boolean;
}

/** Something that took no time of its own: a signal, an event of the program. */
export interface Moment {
  label: string;
  atUs: number;
}

export interface Timeline {
  totalUs: number;
  bars: Bar[];
  moments: Moment[];
  /** Events in the trace. */
  events: number;
  /** Spans and moments that are not among the ones above: only so many are kept. */
  omitted: number;
  /** Lines of the program that were no events; null when there were none. */
  refused: { total: number; first: string } | null;
}

/** Collects events in their order. */
export interface TimelineCollector {
  add(event: TimelineEvent): void;
  end(): Timeline;
}

/** What is read of an event; kinds that are not known are counted and not shown. */
export type TimelineEvent = Pick<TraceEvent, "offsetUs" | "spanId" | "parentSpanId" | "attributes"> & {
  kind: string;
  /** Of a span or an event of the program. */
  name?: string | undefined;
};

export const createTimeline = (limits = { spans: 120, moments: 200 }): TimelineCollector => {
  const marks = new Map<string, number>();
  const spans = new Map<string, Bar>();
  const moments: Moment[] = [];
  let [events, omitted, lastUs] = [0, 0, 0];
  let refused: Timeline["refused"] = null;
  const start = ({ spanId, parentSpanId, name = "unnamed", offsetUs }: TimelineEvent): void => {
    if (spans.size >= limits.spans) {
      omitted += 1;
      return;
    }
    const depth = Math.min((spans.get(parentSpanId ?? "")?.depth ?? 0) + 1, maxDepth);
    spans.set(spanId, { label: name, kind: "span", startUs: offsetUs, endUs: offsetUs, depth, isOpen: true });
  };
  const end = ({ spanId, offsetUs }: TimelineEvent): void => {
    const span = spans.get(spanId);
    if (span?.isOpen === true) Object.assign(span, { endUs: offsetUs, isOpen: false });
  };
  return {
    add: (event) => {
      events += 1;
      lastUs = event.offsetUs;
      const { kind, attributes, name, offsetUs: atUs } = event;
      if (kind === "step.span.start") start(event);
      else if (kind === "step.span.end") end(event);
      else if (kind === "step.events.refused") refused = refusedOf(attributes);
      else if (kind !== "signal.forwarded" && kind !== "step.event") marks.set(kind, marks.get(kind) ?? atUs);
      else if (moments.length >= limits.moments) omitted += 1;
      else moments.push({ label: name ?? `signal ${attributes["signal"]}`, atUs });
    },
    end: () => {
      const stepEnd = marks.get("step.end") ?? lastUs;
      for (const span of spans.values()) if (span.isOpen) span.endUs = Math.max(span.startUs, stepEnd);
      return {
        totalUs: lastUs,
        bars: [...barsOf(marks, lastUs, [...spans.values()])],
        moments,
        events,
        omitted,
        refused,
      };
    },
  };
};

// --- internal ---

const maxDepth = 8;

/** Where one phase ends the next begins, but for the step, which says so itself. */
const phases = [
  ["Hash inputs", "run.start", "inputs.recorded", "recorder"],
  ["Identify tools", "inputs.recorded", "toolchain.recorded", "recorder"],
  ["Step", "step.start", "step.end", "step"],
  ["Hash outputs", "step.end", "outputs.recorded", "recorder"],
  ["Seal the bundle", "outputs.recorded", "run.end", "recorder"],
] as const;

function* barsOf(marks: ReadonlyMap<string, number>, lastUs: number, spans: readonly Bar[]): Generator<Bar> {
  for (const [label, from, to, kind] of phases) {
    const startUs = marks.get(from);
    if (startUs === undefined) continue;
    yield { label, kind, startUs, endUs: marks.get(to) ?? lastUs, depth: 0, isOpen: !marks.has(to) };
    if (kind === "step") yield* spans;
  }
}

const refusedOf = ({ total, first }: TraceEvent["attributes"]): Timeline["refused"] => ({
  total: Number(total),
  first: String(first ?? ""),
});
