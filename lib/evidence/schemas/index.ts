/**
 * The schemas of a bundle's documents, by schema id. Slow to load: only for verification and for generated files.
 *
 * @module
 */
import { fileTraceSchema } from "./file-trace.ts";
import { humanReviewSchema } from "./human-review.ts";
import { manifestSchema } from "./manifest.ts";
import { noteSchema } from "./note.ts";
import { provenanceSchema } from "./provenance.ts";
import { reviewStatementSchema } from "./review.ts";
import { runSummarySchema } from "./run-summary.ts";
import { toolchainSchema } from "./toolchain.ts";
import { traceEventSchema } from "./trace.ts";

export const schemas = {
  "file-trace": fileTraceSchema,
  "human-review": humanReviewSchema,
  manifest: manifestSchema,
  note: noteSchema,
  provenance: provenanceSchema,
  "review-statement": reviewStatementSchema,
  "run-summary": runSummarySchema,
  toolchain: toolchainSchema,
  "trace-event": traceEventSchema,
};
