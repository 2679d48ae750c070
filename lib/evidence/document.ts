/**
 * Which form the documents of a bundle have.
 *
 * @module
 */
import type { JsonValue } from "../json.ts";
import { faultPlace, isPlainly, type PlainSchema } from "./plain-schema.ts";
import type { schemas } from "./schemas/index.ts";
import { plainSchemas } from "./schemas/plain.gen.ts";

type Schemas = typeof schemas;

/** As in the schema ids: `kprov.<name>/v1`. */
export type DocumentName = keyof Schemas;

/** The value of a document. */
export type DocumentOf<Name extends DocumentName> = NonNullable<
  Extract<ReturnType<Schemas[Name]["safeParse"]>, { success: true }>["data"]
>;

/** One place where a document breaks its schema. */
export interface Issue {
  path: PropertyKey[];
  message: string;
}

/**
 * The document, or every issue with it.
 *
 * The schemas' library has the last word, and all the words; it is not even loaded for what is right at first sight.
 */
export const judgeForm = async <Name extends DocumentName>(
  name: Name,
  value: JsonValue,
): Promise<{ value: DocumentOf<Name> } | { issues: readonly Issue[] }> => {
  if (!hasRules.includes(name) && isPlainly(schemaOf(name), value)) return { value: value as DocumentOf<Name> };
  const { schemas } = await import("./schemas/index.ts");
  const result = schemas[name].safeParse(value);
  return result.success ? { value: result.data as DocumentOf<Name> } : { issues: result.error.issues };
};

/** Where `value` breaks what JSON Schema can say of `name`, such as `$.predicate.at`; undefined for nowhere. */
export const plainFault = (name: DocumentName, value: unknown): string | undefined => faultPlace(schemaOf(name), value);

// --- internal ---

/** Their schemas ask for more than JSON Schema can say. */
const hasRules: readonly DocumentName[] = ["review-statement", "trace-event"];

const parsed = new Map<DocumentName, PlainSchema>();

const schemaOf = (name: DocumentName): PlainSchema => {
  const schema = parsed.get(name) ?? (JSON.parse(plainSchemas[name]) as PlainSchema);
  parsed.set(name, schema);
  return schema;
};
