/**
 * Statement and ResourceDescriptor of the in-toto attestation specification v1, as others write them: fields that
 * are not known are ignored. What this program writes itself is held to stricter schemas.
 *
 * @module
 */
import { z } from "zod";
import { anyDigestSetSchema } from "./digest-set.ts";
import { maybe, misspelled, objectSchema, typeUriSchema } from "./pieces.ts";

/** Bytes in one of the alphabets of base64, fewer than 1,024 of them: what is larger is pointed to. */
const contentSchema = z
  .string()
  .max(1364, "expected fewer than 1024 bytes")
  .regex(
    /^(?:(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?|(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}(?:==)?|[A-Za-z0-9_-]{3}=?)?)$/,
    "expected base64",
  );

const descriptorFields = {
  name: maybe(z.string()),
  uri: maybe(z.string()),
  digest: maybe(anyDigestSetSchema),
  content: maybe(contentSchema),
  downloadLocation: maybe(z.string()),
  mediaType: maybe(z.string()),
  annotations: maybe(objectSchema),
  ...misspelled({ download_location: "downloadLocation", media_type: "mediaType" }),
};

/** What a descriptor must have, beside its fields: one of three that says which resource it is. */
const identifying = {
  anyOf: [
    { required: ["uri"], properties: { uri: { type: "string", minLength: 1 } } },
    { required: ["digest"], properties: { digest: { type: "object" } } },
    { required: ["content"], properties: { content: { type: "string", minLength: 1 } } },
  ],
};

/** A descriptor in a place that asks for more of its fields than the specification. */
export const descriptorWith = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .looseObject({ ...descriptorFields, ...shape })
    .check((context) => {
      const { uri, digest, content } = context.value as Record<string, unknown>;
      if ((uri ?? "") !== "" || (digest ?? undefined) !== undefined || (content ?? "") !== "") return;
      context.issues.push({
        code: "custom",
        input: context.value,
        message: "expected at least one of uri, digest, content",
      });
    })
    .meta(identifying);

/** ResourceDescriptor: at least one of uri, digest and content. */
export const descriptorSchema = descriptorWith({});

/** A subject is told by its digest alone. */
export const subjectSchema = z.looseObject({ ...descriptorFields, digest: anyDigestSetSchema });

/** Schema of any Statement v1. The predicate is judged by its own type's. */
export const statementSchema = z.looseObject({
  _type: z.literal("https://in-toto.io/Statement/v1", {
    error: ({ input }) => `expected "https://in-toto.io/Statement/v1", found ${JSON.stringify(input)?.slice(0, 80)}`,
  }),
  subject: z.array(subjectSchema).min(1, "expected at least one subject"),
  predicateType: typeUriSchema,
  predicate: objectSchema,
  ...misspelled({ predicate_type: "predicateType" }),
});
