/**
 * Writes `trace.jsonl` while a run goes on; memory does not grow with it.
 *
 * @module
 */
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { type Clock, randomHex } from "../clock.ts";
import { formatTraceEvent, type TraceEvent, traceStart } from "../evidence/index.ts";

/** What the step's own program says, placed in its span. */
export type ProgramEntry = Pick<TraceEvent, "kind" | "name" | "writer" | "spanId" | "parentSpanId" | "attributes">;

/** Lines of the step's own events that are no part of the trace. */
export interface RefusedEvents {
  total: number;
  /** Reason → how many, each more than 0. */
  reasons: Readonly<Record<string, number>>;
  /** Which line was the first, and why. */
  first: string;
}

/** Where the step's own events come from; it ends with the trace. */
export interface EventSource {
  /** Stop listening; null when nothing was refused. May be called again. */
  close(): RefusedEvents | null;
}

export interface TraceWriter {
  /** Of the run and of its step: what the program says lies below the latter. */
  readonly runSpan: string;
  readonly stepSpan: string;
  event(kind: TraceEvent["kind"], attributes?: TraceEvent["attributes"]): void;
  /**
   * What the program said, all with one time, in one write. When the system refuses, nothing of it is written, and its
   * error is thrown.
   */
  append(entries: readonly ProgramEntry[]): void;
  /** The program's spans that have started in the trace and not ended. */
  openSpans(): number;
  /** The source is closed with the trace, and what it refused becomes an event. */
  attach(source: EventSource): void;
  /** What the source refused; null before the end, too. */
  refused(): RefusedEvents | null;
  /** Write the terminal event and close the file. */
  end(attributes: TraceEvent["attributes"]): { events: number; head: string; bytes: number };
  /** Close without a terminal event: the run is given up. */
  abandon(): void;
}

/** Events of the step itself (`step.*`, `signal.*`) belong to a span below the run's. */
export const createTraceWriter = (path: string, clock: Clock): TraceWriter => {
  const [runSpan, stepSpan] = [randomHex(8), randomHex(8)];
  const file = createChain(path, clock);
  let source: EventSource | undefined;
  let refused: RefusedEvents | null = null;
  let open = 0;
  const closeSource = (): void => {
    refused = source?.close() ?? refused;
    source = undefined;
  };
  const event = (kind: TraceEvent["kind"], attributes: TraceEvent["attributes"] = {}): void => {
    const ofStep = kind.startsWith("step.") || kind.startsWith("signal.");
    const [spanId, parentSpanId] = ofStep ? [stepSpan, runSpan] : [runSpan, null];
    file.write([{ kind, spanId, parentSpanId, attributes }]);
  };
  return {
    runSpan,
    stepSpan,
    event,
    append: (entries) => {
      file.write(entries);
      for (const { kind } of entries) open += kind === "step.span.start" ? 1 : kind === "step.span.end" ? -1 : 0;
    },
    openSpans: () => open,
    attach: (given) => {
      source = given;
    },
    refused: () => refused,
    end: (attributes) => {
      closeSource();
      if (refused !== null)
        event("step.events.refused", { ...refused.reasons, total: refused.total, first: refused.first });
      event("run.end", attributes);
      return file.close();
    },
    abandon: () => {
      closeSource();
      file.close();
    },
  };
};

// --- internal ---

const createChain = (path: string, clock: Clock) => {
  // Appending: after somebody else cut the file its size tells.
  const fd = openSync(path, "ax");
  const traceId = randomHex(16);
  const started = clock.monotonic();
  let [seq, previous, isOpen, bytes] = [0, traceStart, true, 0];
  const write = (entries: readonly ProgramEntry[]): void => {
    const offsetUs = Number((clock.monotonic() - started) / 1000n);
    let [next, last, text] = [seq, previous, ""];
    for (const { kind, name, writer, spanId, parentSpanId, attributes } of entries) {
      const { line, head } = formatTraceEvent({
        schema: "kprov.trace-event/v1",
        seq: next,
        kind,
        name,
        writer,
        offsetUs,
        traceId,
        spanId,
        parentSpanId,
        attributes,
        previous: last,
      });
      text += `${line}\n`;
      [next, last] = [next + 1, head];
    }
    bytes += writeAll(fd, Buffer.from(text), bytes);
    [seq, previous] = [next, last];
  };
  const close = (): { events: number; head: string; bytes: number } => {
    if (isOpen) closeSync(fd);
    isOpen = false;
    return { events: seq, head: previous, bytes };
  };
  return { write, close };
};

/** All of it or nothing: half a line would break the chain for good. */
const writeAll = (fd: number, content: Buffer, before: number): number => {
  try {
    for (let at = 0; at < content.length; ) at += writeSync(fd, content, at);
    return content.length;
  } catch (error) {
    ftruncateSync(fd, before);
    throw error;
  }
};
