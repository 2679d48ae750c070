/**
 * What a person adds to a run afterwards: a tag, the removal of one, or an annotation. One file each, beside the bundle and never in it.
 *
 * @module
 */
import { z } from "zod";
import { noControls } from "../review-rules.ts";
import { sha256Schema, timeSchema } from "./common.ts";

/** One line, as {@link noControls} has it, of so many characters: counted in the pattern, so that every validator counts code points. */
const line = (least: number, most: number) =>
  z
    .string()
    .regex(
      new RegExp(`${noControls.source.slice(0, -2)}{${least},${most}}$`, "u"),
      `expected one line of ${least} to ${most} characters, without controls`,
    );

/** The same, and line ends and tabs. */
const textSchema = z
  .string()
  .regex(
    /^(?:[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]|[\n\t]){1,10000}$/u,
    "expected 1 to 10000 characters, without controls but line ends and tabs",
  );

const keySchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/, "expected a key of at most 64 letters, digits, . _ / -");

const about = {
  schema: z.literal("kprov.note/v1"),
  bundleDigest: sha256Schema.describe("The bundle that it is about; it counts for no other"),
  runId: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, "expected a run id")
    .describe("Of that bundle"),
  at: timeSchema.describe("By the author's clock"),
  author: line(1, 200).nullable().describe("As the author says; nobody signed it"),
};

/** Schema of a note, `kprov.note/v1`. */
export const noteSchema = z.union([
  z.strictObject({
    ...about,
    kind: z.literal("tag"),
    key: keySchema,
    value: line(0, 1000).describe("Empty for a tag that is a word alone"),
  }),
  z.strictObject({ ...about, kind: z.literal("untag"), key: keySchema }),
  z.strictObject({ ...about, kind: z.literal("annotation"), text: textSchema }),
]);

export type NoteDocument = z.infer<typeof noteSchema>;
