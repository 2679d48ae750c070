/**
 * Traces by themselves, chained, with whatever a program may have said.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatTraceEvent, type TraceEvent, traceStart } from "../../lib/evidence/index.ts";

/** Of the run, of its step. */
export const [runSpan, stepSpan] = ["00f067aa0ba902b7", "b7ad6b7169203331"];

/** A span id. */
export const id = (number: number): string => number.toString(16).padStart(16, "0");

type Given = Partial<TraceEvent> & Pick<TraceEvent, "kind" | "offsetUs">;

export const start = (name: string, span: number, offsetUs: number, more: Partial<TraceEvent> = {}): Given => ({
  ...{ kind: "step.span.start", name, spanId: id(span), parentSpanId: stepSpan, offsetUs, ...more },
});
export const end = (name: string, span: number, offsetUs: number, more: Partial<TraceEvent> = {}): Given => ({
  ...start(name, span, offsetUs, more),
  kind: "step.span.end",
});
export const point = (name: string, offsetUs: number, more: Partial<TraceEvent> = {}): Given => ({
  ...{ kind: "step.event", name, offsetUs, ...more },
});

/** The whole run around it: 10 s, its step from 1 s to 9 s. */
export const around = (
  program: readonly Given[],
  after: TraceEvent["attributes"] = {},
  beforeEnd: readonly Given[] = [],
): Given[] => [
  { kind: "run.start", offsetUs: 0, attributes: { runId: "2026-02-15T20-13-00Z-0000000a" } },
  { kind: "inputs.recorded", offsetUs: 500_000, attributes: { files: 0 } },
  { kind: "toolchain.recorded", offsetUs: 900_000, attributes: { tools: 1 } },
  { kind: "step.start", offsetUs: 1_000_000, attributes: { argv0: "python3" } },
  ...program,
  { kind: "step.end", offsetUs: 9_000_000, attributes: { exitCode: 0, signal: null, ...after } },
  { kind: "outputs.recorded", offsetUs: 9_500_000, attributes: { files: 2 } },
  ...beforeEnd,
  { kind: "run.end", offsetUs: 10_000_000, attributes: { status: "succeeded" } },
];

/** The lines of a trace with these events. */
export const traceText = (events: readonly Given[]): string => {
  let previous = traceStart;
  return events
    .map((given, seq) => {
      const ofStep = given.kind.startsWith("step.") || given.kind.startsWith("signal.");
      const { line, head } = formatTraceEvent({
        ...{ schema: "kprov.trace-event/v1", seq, traceId: "0af7651916cd43dd8448eb211c80319c", attributes: {} },
        ...(ofStep ? { spanId: stepSpan, parentSpanId: runSpan } : { spanId: runSpan, parentSpanId: null }),
        ...given,
        previous,
      });
      previous = head;
      return `${line}\n`;
    })
    .join("");
};

/** Write it, and return its path. */
export const writeTrace = (dir: string, events: readonly Given[]): string => {
  const path = join(dir, "trace.jsonl");
  writeFileSync(path, traceText(events));
  return path;
};
