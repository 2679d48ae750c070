/**
 * Test result v0.1: one run of a set of tests.
 *
 * Source: in-toto attestation specification, predicate "Test Result".
 *
 * @module
 */
import { z } from "zod";
import { maybe, resourceUriSchema } from "../pieces.ts";
import { descriptorSchema } from "../statement.ts";

const names = maybe(z.array(z.string()));

/** Schema of the predicate `https://in-toto.io/attestation/test-result/v0.1`. */
export const testResultSchema = z.looseObject({
  result: z.enum(["PASSED", "WARNED", "FAILED"]),
  configuration: z.array(descriptorSchema).describe("What the tests were configured with"),
  url: maybe(resourceUriSchema),
  passedTests: names,
  warnedTests: names,
  failedTests: names,
});
