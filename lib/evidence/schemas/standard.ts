/**
 * The schemas of documents that others define, and all schemas as JSON Schema. Apart from those of bundles, whose every
 * verification would else build these too.
 *
 * @module
 */
import { z } from "zod";
import { anyDigestSetSchema } from "./digest-set.ts";
import { schemas } from "./index.ts";
import { linkSchema } from "./predicates/link.ts";
import { runtimeTraceSchema } from "./predicates/runtime-trace.ts";
import { slsaProvenanceSchema } from "./predicates/slsa-provenance.ts";
import { testResultSchema } from "./predicates/test-result.ts";
import { vsaSchema } from "./predicates/vsa.ts";
import { descriptorSchema, statementSchema } from "./statement.ts";

/** Documents that the in-toto and SLSA specifications define, as others write them: what each is called there, and its schema. */
export const standardSchemas = {
  statement: ["https://in-toto.io/Statement/v1", statementSchema],
  "resource-descriptor": ["in-toto ResourceDescriptor v1", descriptorSchema],
  "digest-set": ["in-toto DigestSet v1", anyDigestSetSchema],
  "slsa-provenance": ["https://slsa.dev/provenance/v1", slsaProvenanceSchema],
  link: ["https://in-toto.io/attestation/link/v0.3", linkSchema],
  "test-result": ["https://in-toto.io/attestation/test-result/v0.1", testResultSchema],
  "runtime-trace": ["https://in-toto.io/attestation/runtime-trace/v0.1", runtimeTraceSchema],
  vsa: ["https://slsa.dev/verification_summary/v1", vsaSchema],
} as const satisfies Record<string, readonly [title: string, schema: z.ZodType]>;

/** The same as JSON Schema 2020-12, by the file name they ship under; `title` says what each describes. */
export const jsonSchemas = (): Record<string, { title: string }> =>
  Object.fromEntries([
    ...Object.entries(schemas).map(([name, schema]) => jsonSchema(name, `kprov.${name}/v1`, schema)),
    ...Object.entries(standardSchemas).map(([name, [title, schema]]) => jsonSchema(name, title, schema)),
  ]);

// --- internal ---

const jsonSchema = (name: string, title: string, schema: z.ZodType): [string, { title: string }] => [
  name,
  { title, ...z.toJSONSchema(schema, { io: "input" }) },
];
