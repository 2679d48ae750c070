/**
 * SLSA provenance v1, whoever made it.
 *
 * Source: SLSA specification v1.0 to v1.2, "Build: Provenance". Fields that are left out, null and empty are the same there,
 * so a required one that is empty is missing.
 *
 * @module
 */
import { z } from "zod";
import { alsoInJson, maybe, misspelled, objectSchema, timestampSchema, typeUriSchema } from "../pieces.ts";
import { descriptorSchema } from "../statement.ts";

const descriptors = maybe(z.array(descriptorSchema));

const buildDefinitionSchema = z.looseObject({
  buildType: typeUriSchema.describe("What the parameters mean"),
  externalParameters: alsoInJson(
    objectSchema,
    (parameters) => (Object.keys(parameters).length === 0 ? "expected at least one parameter" : undefined),
    {
      minProperties: 1,
      description: "Everything that somebody outside could choose; to be compared, unknown ones too",
    },
  ),
  internalParameters: maybe(objectSchema),
  resolvedDependencies: descriptors,
  ...misspelled({
    build_type: "buildType",
    external_parameters: "externalParameters",
    internal_parameters: "internalParameters",
    resolved_dependencies: "resolvedDependencies",
  }),
});

const builderSchema = z.looseObject({
  id: typeUriSchema.describe("Who is believed to have run the build; each trust mode has its own"),
  version: maybe(z.record(z.string(), z.string())),
  builderDependencies: descriptors,
  ...misspelled({ builder_dependencies: "builderDependencies" }),
});

const metadataSchema = z.looseObject({
  invocationId: maybe(z.string()),
  startedOn: maybe(timestampSchema),
  finishedOn: maybe(timestampSchema),
  ...misspelled({ invocation_id: "invocationId", started_on: "startedOn", finished_on: "finishedOn" }),
});

/** Schema of the predicate `https://slsa.dev/provenance/v1`. */
export const slsaProvenanceSchema = z.looseObject({
  buildDefinition: buildDefinitionSchema,
  runDetails: z.looseObject({ builder: builderSchema, metadata: maybe(metadataSchema), byproducts: descriptors }),
  ...misspelled({ build_definition: "buildDefinition", run_details: "runDetails" }),
});
