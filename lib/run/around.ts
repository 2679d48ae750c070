/**
 * What every stage of a run has around it.
 *
 * @module
 */
import type { Interruption } from "./interruption.ts";
import type { Redactor } from "./redaction/index.ts";
import type { TraceWriter } from "./trace-writer.ts";
import type { Workspace } from "./workspace.ts";

export interface Around {
  workspace: Workspace;
  redactor: Redactor;
  trace: TraceWriter;
  interruption: Interruption;
}
