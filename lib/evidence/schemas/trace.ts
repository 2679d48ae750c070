/**
 * `trace.jsonl`: one event a line, each line chained to the one before.
 *
 * @module
 */
import { z } from "zod";
import { sha256Schema } from "./common.ts";

export const traceEventSchema = z.strictObject({
  schema: z.literal("kprov.trace-event/v1"),
  seq: z.int().nonnegative().describe("0, 1, 2, … without gaps"),
  kind: z.enum([
    "run.start",
    "inputs.recorded",
    "toolchain.recorded",
    "step.start",
    "signal.forwarded",
    "step.end",
    "outputs.recorded",
    "run.end",
  ]),
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
});

export type TraceEvent = z.infer<typeof traceEventSchema>;
