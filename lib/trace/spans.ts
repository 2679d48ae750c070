/**
 * Every span of a trace with the events in it, for other programs. Memory grows with the trace.
 *
 * @module
 */
import type { TraceEvent } from "../evidence/index.ts";

type Attributes = TraceEvent["attributes"];

export interface SpanEvent {
  name: string;
  us: number;
  attributes: Attributes;
}

/** Times in microseconds since the run began. */
export interface Span {
  /** Whose it is: the recorder's run or step, or the program's own. */
  of: "run" | "step" | "program";
  name: string;
  spanId: string;
  parentSpanId: string | null;
  writer: string | null;
  startUs: number;
  endUs: number;
  /** It had not ended; `endUs` is the end of the step, or of the trace. */
  isOpen: boolean;
  /** Of its start, and over them those of its end. */
  attributes: Attributes;
  events: SpanEvent[];
}

export interface Spans {
  add(event: TraceEvent): void;
  /** In the order of their starts. */
  end(): { traceId: string; spans: Span[] };
}

/**
 * Gathers a trace that was judged; what has no span in it is dropped. `stepName`: of the step's span; what it runs
 * when nobody says.
 */
export const collectSpans = (stepName: string | null): Spans => {
  const spans: Span[] = [];
  const open = new Map<string, Span>();
  let [traceId, endUs] = ["", 0];
  const begin = (event: TraceEvent, of: Span["of"], name: string): void => {
    const { spanId, parentSpanId, writer = null, offsetUs, attributes } = event;
    const span: Span = {
      ...{ of, name, spanId, parentSpanId, writer, startUs: offsetUs, endUs: offsetUs },
      ...{ isOpen: true, attributes: { ...attributes }, events: [] },
    };
    spans.push(span);
    open.set(spanId, span);
  };
  const finish = ({ spanId, offsetUs, attributes }: TraceEvent): void => {
    const span = open.get(spanId);
    if (span === undefined) return;
    Object.assign(span, { endUs: offsetUs, isOpen: false });
    Object.assign(span.attributes, attributes);
    // What comes after its end, such as the count of refused lines, still belongs to it.
    if (span.of === "program") open.delete(spanId);
    if (span.of !== "step") return;
    for (const other of open.values()) if (other.of === "program") other.endUs = offsetUs;
  };
  return {
    add: (event) => {
      const { kind, name = "" } = event;
      [traceId, endUs] = [event.traceId, event.offsetUs];
      if (kind === "run.start") begin(event, "run", "run");
      else if (kind === "step.start") begin(event, "step", stepName ?? nameOf(event));
      else if (kind === "step.span.start") begin(event, "program", name);
      else if (kind === "step.span.end" || kind === "step.end" || kind === "run.end") finish(event);
      else
        open.get(event.spanId)?.events.push({ name: name || kind, us: event.offsetUs, attributes: event.attributes });
    },
    end: () => {
      for (const span of open.values())
        if (span.isOpen && span.endUs === span.startUs && span.of !== "program") span.endUs = endUs;
      return { traceId, spans };
    },
  };
};

// --- internal ---

const nameOf = ({ attributes }: TraceEvent): string => String(attributes["argv0"] ?? attributes["pipeline"] ?? "step");
