/**
 * The review statement: what a person decided about one bundle. Described in `review-v1.md` beside the formats.
 *
 * @module
 */
import { z } from "zod";
import { hasReason, isSortedSet, maxNote, maxPrevious, noControls, noteFault } from "../review-rules.ts";
import { sha256Schema, timeSchema } from "./common.ts";

const noteSchema = z
  .string()
  .regex(noControls, "expected one line without control characters")
  .refine((note) => noteFault(note) === undefined, `expected at most ${maxNote} characters`)
  .meta({ maxLength: maxNote, description: "Why, in the reviewer's words; empty for nothing" });

/** Schema of the whole statement: in-toto Statement v1 with the predicate `pkg:npm/kprovengine#predicate/review/v1`. */
export const reviewStatementSchema = z.strictObject({
  _type: z.literal("https://in-toto.io/Statement/v1"),
  subject: z.tuple([
    z.strictObject({
      name: z.literal("manifest.json"),
      digest: z.strictObject({ sha256: sha256Schema.describe("The bundle digest") }),
    }),
  ]),
  predicateType: z.literal("pkg:npm/kprovengine#predicate/review/v1"),
  predicate: z
    .strictObject({
      decision: z.enum(["approve", "reject"]),
      note: noteSchema,
      at: timeSchema.describe("By the reviewer's clock; nothing is decided by it"),
      runId: z.string().min(1).describe("The run's, for people: the subject is what binds"),
      step: z.string().min(1).describe("The run's, for people"),
      previous: z
        .array(sha256Schema)
        .max(maxPrevious)
        .refine(isSortedSet, "expected sorted digests, each once")
        .describe("Payload digests of the reviews after which this one comes; sorted, each once"),
    })
    .refine(hasReason, {
      path: ["note"],
      message: "expected a reason: a reject needs one",
    }),
});

export type ReviewStatement = z.infer<typeof reviewStatementSchema>;
