/**
 * `trace.jsonl`: lines chained by digest, so that none can be taken out, added or changed unnoticed.
 *
 * @module
 */
import { sha256 } from "../digest.ts";
import { canonicalJson } from "../json.ts";
import type { TraceEvent } from "./schemas/trace.ts";

export type { TraceEvent } from "./schemas/trace.ts";

/** `previous` of the first line. */
export const traceStart = "0".repeat(64);

/** One line, without its newline, and the digest that the next line must name. */
export const formatTraceEvent = (event: TraceEvent): { line: string; head: string } => {
  const line = canonicalJson(event);
  return { line, head: sha256(line) };
};
