/**
 * Verification summary v1: what somebody who verified found.
 *
 * Source: SLSA specification v1.0 to v1.2, "Verification Summary Attestation".
 *
 * @module
 */
import { z } from "zod";
import { anyDigestSetSchema } from "../digest-set.ts";
import { alsoInJson, maybe, misspelled, resourceUriSchema, timestampSchema, typeUriSchema } from "../pieces.ts";
import { descriptorWith } from "../statement.ts";

/** Each level implies those below it, so that one for each is enough, and two contradict each other. */
const tracks = ["BUILD", "SOURCE"];

const levelsSchema = alsoInJson(
  z.array(z.string().min(1)),
  (levels) => {
    const track = tracks.find((name) => levels.filter((level) => level.startsWith(`SLSA_${name}_LEVEL_`)).length > 1);
    return track === undefined ? undefined : `more than one level of the track ${track}`;
  },
  {
    description: "The highest level of each track, or FAILED",
    allOf: tracks.map((name) => ({
      contains: { type: "string", pattern: `^SLSA_${name}_LEVEL_` },
      minContains: 0,
      maxContains: 1,
    })),
  },
);

const fields = z.looseObject({
  verifier: z.looseObject({ id: typeUriSchema, version: maybe(z.record(z.string(), z.string())) }),
  timeVerified: maybe(timestampSchema),
  resourceUri: resourceUriSchema,
  policy: descriptorWith({ uri: resourceUriSchema }),
  inputAttestations: maybe(z.array(descriptorWith({ digest: anyDigestSetSchema }))),
  verificationResult: z.enum(["PASSED", "FAILED"]),
  verifiedLevels: levelsSchema,
  dependencyLevels: maybe(z.record(z.string(), z.int().nonnegative())),
  slsaVersion: maybe(z.string().regex(/^\d+\.\d+$/, "expected a version such as 1.0")),
  ...misspelled({
    time_verified: "timeVerified",
    resource_uri: "resourceUri",
    input_attestations: "inputAttestations",
    verification_result: "verificationResult",
    verified_levels: "verifiedLevels",
    dependency_levels: "dependencyLevels",
    slsa_version: "slsaVersion",
    policy_level: "verifiedLevels",
  }),
});

/** Schema of the predicate `https://slsa.dev/verification_summary/v1`. */
export const vsaSchema = alsoInJson(
  fields,
  ({ verificationResult, verifiedLevels }) =>
    verificationResult === "PASSED" && verifiedLevels.includes("FAILED")
      ? "it says PASSED, and its levels say FAILED"
      : undefined,
  {
    if: { properties: { verificationResult: { const: "PASSED" } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: { properties: { verifiedLevels: { not: { contains: { const: "FAILED" } } } } },
  },
);
