/**
 * `trace.jsonl`: one event a line, each line chained to the one before.
 *
 * What each kind means and which attributes it has stands in `../trace-v1.md`.
 *
 * @module
 */
import { z } from "zod";
import { sha256Schema } from "./common.ts";

/** Said by the recorder, each exactly once and in this order, but for signals and refusals. */
const ownKinds = [
  "run.start",
  "inputs.recorded",
  "toolchain.recorded",
  "step.start",
  "signal.forwarded",
  "step.end",
  "outputs.recorded",
  "step.events.refused",
  "run.end",
] as const;

/** Said by the step's own program; only these have a name. */
const programKinds = ["step.span.start", "step.span.end", "step.event"] as const;

export const traceEventSchema = z
  .strictObject({
    schema: z.literal("kprov.trace-event/v1"),
    seq: z.int().nonnegative().describe("0, 1, 2, … without gaps"),
    kind: z.enum([...ownKinds, ...programKinds]),
    name: z.string().min(1).optional().describe("Of the program's own span or event: exactly on those three kinds"),
    writer: z
      .string()
      .min(1)
      .optional()
      .describe("Which of the program's processes or threads said it, when it says so"),
    offsetUs: z.int().nonnegative().describe("Microseconds since run.start on a monotonic clock"),
    traceId: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .describe("W3C Trace Context trace-id"),
    spanId: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .describe("W3C Trace Context parent-id of the span this event belongs to"),
    parentSpanId: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .nullable(),
    attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    previous: sha256Schema.describe("SHA-256 of the line before, without its newline; zeros for the first"),
  })
  .refine(
    ({ kind, name, writer }) => (isProgramKind(kind) ? name !== undefined : name === undefined && writer === undefined),
    {
      path: ["name"],
      message: "expected on the program's own events, and on no other",
    },
  );

export type TraceEvent = z.infer<typeof traceEventSchema>;

// --- internal ---

const isProgramKind = (kind: string): boolean => (programKinds as readonly string[]).includes(kind);
