/**
 * Writes `trace.jsonl` while a run goes on; memory does not grow with it.
 *
 * @module
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { type Clock, randomHex } from "../clock.ts";
import { formatTraceEvent, type TraceEvent, traceStart } from "../evidence/index.ts";

export interface TraceWriter {
  event(kind: TraceEvent["kind"], attributes?: TraceEvent["attributes"]): void;
  /** Write the terminal event and close the file. */
  end(attributes: TraceEvent["attributes"]): { events: number; head: string; bytes: number };
  /** Close without a terminal event: the run is given up. */
  abandon(): void;
}

/** Events of the step itself (`step.*`, `signal.*`) belong to a span below the run's. */
export const createTraceWriter = (path: string, clock: Clock): TraceWriter => {
  // Appending: after somebody else cut the file its size tells.
  const fd = openSync(path, "ax");
  const traceId = randomHex(16);
  const [runSpan, stepSpan] = [randomHex(8), randomHex(8)];
  const started = clock.monotonic();
  let [seq, previous, isOpen, bytes] = [0, traceStart, true, 0];
  const event = (kind: TraceEvent["kind"], attributes: TraceEvent["attributes"] = {}): void => {
    const ofStep = kind.startsWith("step.") || kind.startsWith("signal.");
    const { line, head } = formatTraceEvent({
      schema: "kprov.trace-event/v1",
      seq,
      kind,
      offsetUs: Number((clock.monotonic() - started) / 1000n),
      traceId,
      spanId: ofStep ? stepSpan : runSpan,
      parentSpanId: ofStep ? runSpan : null,
      attributes,
      previous,
    });
    bytes += writeSync(fd, `${line}\n`);
    [seq, previous] = [seq + 1, head];
  };
  const close = (): void => {
    if (isOpen) closeSync(fd);
    isOpen = false;
  };
  return {
    event,
    end: (attributes) => {
      event("run.end", attributes);
      close();
      return { events: seq, head: previous, bytes };
    },
    abandon: close,
  };
};
