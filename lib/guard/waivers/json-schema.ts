/**
 * JSON Schema of the list, for editors and for whoever reads it by another program.
 *
 * @module
 */
import { fields } from "./entry.ts";
import { waiversSchema } from "./parse.ts";

/** Whatever the checks take fits it; they also ask for real days, other fingerprints in each, and no invisible characters. */
export const waiversJsonSchema = (): object => ({
  title: waiversSchema,
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: {
    schema: { const: waiversSchema },
    waivers: { type: "array", items: entry() },
  },
  required: ["schema", "waivers"],
  additionalProperties: false,
});

// --- internal ---

const entry = (): object => ({
  type: "object",
  properties: Object.fromEntries(
    Object.entries(fields).map(([key, { wanted, shape }]) => [key, { description: wanted, type: "string", ...shape }]),
  ),
  required: Object.entries(fields).flatMap(([key, { isOptional }]) => (isOptional === true ? [] : [key])),
  additionalProperties: false,
});
