/**
 * The schemas of all documents, by schema id. Slow to load: only for verification and for generated files.
 *
 * @module
 */
import { z } from "zod";
import { humanReviewSchema } from "./human-review.ts";
import { manifestSchema } from "./manifest.ts";
import { provenanceSchema } from "./provenance.ts";
import { runSummarySchema } from "./run-summary.ts";
import { toolchainSchema } from "./toolchain.ts";
import { traceEventSchema } from "./trace.ts";

export const schemas = {
  "human-review": humanReviewSchema,
  manifest: manifestSchema,
  provenance: provenanceSchema,
  "run-summary": runSummarySchema,
  toolchain: toolchainSchema,
  "trace-event": traceEventSchema,
};

/** The same as JSON Schema 2020-12, by the file name they ship under. */
export const jsonSchemas = (): Record<string, object> =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      { title: `kprov.${name}/v1`, ...z.toJSONSchema(schema, { io: "input" }) },
    ]),
  );
