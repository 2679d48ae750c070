/**
 * The review statement: what a person decided about one bundle. Described in `review-v1.md` beside the formats.
 *
 * @module
 */
import { z } from "zod";
import { sha256Schema, timeSchema } from "./common.ts";

/** Code points. */
export const maxNote = 10_000;
/** Heads that one review may name. */
export const maxPrevious = 100;

/**
 * What no note may hold: controls (Unicode category Cc, newlines too), line and paragraph separators, lone surrogates, and the
 * controls that embed, override or isolate a direction (Unicode TR 9): they would let a signed text read as another one.
 */
const noControls = /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;

const noteSchema = z
  .string()
  .regex(noControls, "expected one line without control characters")
  .refine((note) => [...note].length <= maxNote, `expected at most ${maxNote} characters`)
  .meta({ maxLength: maxNote, description: "Why, in the reviewer's words; empty for nothing" });

/** Why `note` can't be part of a review; undefined when it can. */
export const noteFault = (note: string): string | undefined => noteSchema.safeParse(note).error?.issues[0]?.message;

const isSortedSet = (digests: readonly string[]): boolean =>
  digests.every((digest, index) => index === 0 || (digests[index - 1] ?? "") < digest);

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
    .refine(({ decision, note }) => decision === "approve" || note.trim() !== "", {
      path: ["note"],
      message: "expected a reason: a reject needs one",
    }),
});

export type ReviewStatement = z.infer<typeof reviewStatementSchema>;
