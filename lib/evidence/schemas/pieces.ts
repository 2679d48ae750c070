/**
 * What the schemas of others' documents are put together from. Each says all that it asks in its JSON Schema too, so that
 * another validator judges the same.
 *
 * @module
 */
import { z } from "zod";

/** For a field that may be left out: null is the same (SLSA provenance v1, parsing rules; JSON mapping of protocol buffers). */
export const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.nullish();

export const objectSchema = z.record(z.string(), z.unknown());

/**
 * TypeURI (in-toto attestation specification v1, field types): a URI as RFC 3986 has it, scheme and authority in lower case.
 */
export const typeUriSchema = z
  .string()
  .regex(/^[a-z][a-z0-9+.-]*:(?:\/\/[^\sA-Z/?#]+(?:[/?#]\S*)?|(?!\/\/)\S+)$/, "expected a URI in its normal form");

/**
 * ResourceURI. Only that there is one: schemes that RFC 3986 does not allow are in use, such as `gce_image://`, and what is
 * named is compared as text.
 */
export const resourceUriSchema = z.string().min(1, "expected a URI");

/** Timestamp of the same specification: RFC 3339 in UTC, and a day that there is. */
export const timestampSchema = z
  .string()
  .regex(
    new RegExp(
      `^(?:${[
        String.raw`\d{4}-(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])`,
        String.raw`\d{4}-(?:0[469]|11)-(?:0[1-9]|[12]\d|30)`,
        String.raw`\d{4}-02-(?:0[1-9]|1\d|2[0-8])`,
        String.raw`(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29`,
      ].join("|")})T(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d+)?Z$`,
    ),
    "expected a time such as 2026-02-15T20:13:00Z",
  );

/** Spellings with underscores, which some writers produce, for fields that are spelled otherwise: refused by name. */
export const misspelled = <Name extends string>(fields: Readonly<Record<Name, string>>) =>
  Object.fromEntries(
    Object.entries<string>(fields).map(([wrong, right]) => [
      wrong,
      z.never({ error: `it is spelled "${right}"` }).optional(),
    ]),
  ) as Record<Name, z.ZodOptional<z.ZodNever>>;

/** Both say the same: a check for zod, keywords for JSON Schema. */
export const alsoInJson = <Schema extends z.ZodType>(
  schema: Schema,
  fault: (value: z.output<Schema>) => string | undefined,
  keywords: Record<string, unknown>,
): Schema =>
  schema
    .check((context) => {
      const message = fault(context.value as z.output<Schema>);
      if (message !== undefined) context.issues.push({ code: "custom", input: context.value, message });
    })
    .meta(keywords) as Schema;
