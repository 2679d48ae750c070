/**
 * What a step really read and wrote, as a statement: in-toto runtime trace v0.1.
 *
 * `runtime-trace-v0.md` beside this file describes our extension fields.
 *
 * @module
 */
import { builderId, buildType, noOutputs, type Provenance, type Subject, statementType } from "./provenance.ts";
import type { FileAccess, FileTrace } from "./schemas/file-trace.ts";
import { predicateTypes } from "./statement.ts";

export type { FileAccess, FileTrace } from "./schemas/file-trace.ts";

/** How much of what a step read its record can name. `declared`: what somebody said; `scanned`: and what changed in the tree; `traced`: what was opened. */
export type Completeness = "declared" | "scanned" | "traced";

export interface FileTraceInput {
  subjects: readonly Subject[];
  trustMode: string;
  runId: string;
  /** RFC 3339, of the step. */
  started: string;
  finished: string;
  /** Of strace. */
  version: string;
  calls: readonly string[];
  programs: readonly string[];
  files: readonly FileAccess[];
  readNotDeclared: readonly string[];
  declaredNotRead: readonly string[];
  writtenNotDeclared: readonly string[];
  failed: FileTrace["predicate"]["kprov_failed"];
  elsewhere: FileTrace["predicate"]["kprov_elsewhere"];
  limits: FileTrace["predicate"]["kprov_limits"];
}

/** The statement. Its subjects are those of the run's provenance. */
export const createFileTrace = (input: FileTraceInput): FileTrace => ({
  _type: statementType,
  subject: input.subjects.length > 0 ? [...input.subjects] : [noOutputs],
  predicateType: predicateTypes.runtimeTrace,
  predicate: {
    monitor: { type: `https://strace.io/v${input.version}`, tracePolicy: { calls: [...input.calls] } },
    monitoredProcess: { hostID: builderId(input.trustMode), type: buildType, event: input.runId },
    monitorLog: {
      process: input.programs.map((processBinary) => ({ eventType: "exec", processBinary })),
      fileAccess: [...input.files],
    },
    metadata: { buildStartedOn: input.started, buildFinishedOn: input.finished },
    kprov_readNotDeclared: [...input.readNotDeclared],
    kprov_declaredNotRead: [...input.declaredNotRead],
    kprov_writtenNotDeclared: [...input.writtenNotDeclared],
    kprov_failed: [...input.failed],
    kprov_elsewhere: [...input.elsewhere],
    kprov_limits: [...input.limits],
  },
});

/** What a provenance says of its own completeness; one that says nothing has what was declared. */
export const completenessOf = (provenance: Provenance): Completeness =>
  provenance.predicate.buildDefinition.internalParameters.kprov_completeness ?? "declared";
