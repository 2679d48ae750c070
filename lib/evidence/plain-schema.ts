/**
 * Whether a document follows its JSON Schema: a quick yes, without the schemas' library, which takes longer to load than most
 * commands take.
 *
 * Says yes only to what the schema of the library would accept as it stands, and no to everything that is wrong, unusual or
 * not known here: whoever gets a no asks the library, which also has the reasons.
 *
 * @module
 */

/** JSON Schema 2020-12, as far as the documents of this room need it. */
export type PlainSchema = boolean | { readonly [keyword: string]: unknown };

/** True when `value`, from JSON, surely follows `schema`. Never throws. */
export const isPlainly = (schema: PlainSchema, value: unknown): boolean => {
  if (typeof schema === "boolean") return schema;
  for (const keyword of Object.keys(schema)) {
    const judge = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
    if (judge === undefined || !judge(schema[keyword], value, schema)) return false;
  }
  return true;
};

/** The innermost place that makes `isPlainly` say no, such as `$.subject`; undefined when it says yes. Lists count as one place. */
export const faultPlace = (schema: PlainSchema, value: unknown, place = "$"): string | undefined => {
  if (isPlainly(schema, value)) return undefined;
  if (typeof schema === "boolean" || !isMap(value)) return place;
  const { properties = {}, required } = schema as { properties?: Record<string, PlainSchema>; required?: unknown };
  const missing = listOf(required).find((name) => !Object.hasOwn(value, String(name)));
  if (missing !== undefined) return `${place}.${missing}`;
  for (const [name, sub] of Object.entries(properties)) {
    const below = Object.hasOwn(value, name) ? faultPlace(sub, value[name], `${place}.${name}`) : undefined;
    if (below !== undefined) return below;
  }
  return place;
};

// --- internal ---

type Judge = (wanted: unknown, value: unknown, schema: Exclude<PlainSchema, boolean>) => boolean;

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: (value) => isMap(value) && !Object.hasOwn(value, "__proto__"),
  array: Array.isArray,
  string: (value) => typeof value === "string",
  number: (value) => Number.isFinite(value),
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
};

const keywords: Readonly<Record<string, Judge>> = {
  type: (wanted, value) => [wanted].flat().some((name) => types[String(name)]?.(value) === true),
  const: (wanted, value) => value === wanted,
  enum: (wanted, value) => listOf(wanted).includes(value),
  anyOf: (wanted, value) => listOf(wanted).some((schema) => isPlainly(schema as PlainSchema, value)),
  minLength: (wanted, value) => typeof value !== "string" || [...value].length >= Number(wanted),
  maxLength: (wanted, value) => typeof value !== "string" || [...value].length <= Number(wanted),
  pattern: (wanted, value) => typeof value !== "string" || patternOf(String(wanted)).test(value),
  minimum: (wanted, value) => typeof value !== "number" || value >= Number(wanted),
  maximum: (wanted, value) => typeof value !== "number" || value <= Number(wanted),
  exclusiveMinimum: (wanted, value) => typeof value !== "number" || value > Number(wanted),
  minItems: (wanted, value) => !Array.isArray(value) || value.length >= Number(wanted),
  maxItems: (wanted, value) => !Array.isArray(value) || value.length <= Number(wanted),
  items: (wanted, value, { prefixItems }) =>
    !Array.isArray(value) ||
    value.slice(listOf(prefixItems).length).every((item) => isPlainly(wanted as PlainSchema, item)),
  prefixItems: (wanted, value) =>
    !Array.isArray(value) ||
    listOf(wanted).every((schema, index) => index >= value.length || isPlainly(schema as PlainSchema, value[index])),
  required: (wanted, value) => !isMap(value) || listOf(wanted).every((name) => Object.hasOwn(value, String(name))),
  minProperties: (wanted, value) => !isMap(value) || Object.keys(value).length >= Number(wanted),
  propertyNames: (wanted, value) =>
    !isMap(value) || Object.keys(value).every((name) => isPlainly(wanted as PlainSchema, name)),
  properties: (wanted, value) =>
    !isMap(value) ||
    Object.entries(wanted as Record<string, PlainSchema>).every(
      ([name, schema]) => !Object.hasOwn(value, name) || isPlainly(schema, value[name]),
    ),
  additionalProperties: (wanted, value, { properties = {} }) => {
    if (!isMap(value)) return true;
    const others = Object.keys(value).filter((name) => !Object.hasOwn(properties as object, name));
    return others.every((name) => isPlainly(wanted as PlainSchema, value[name]));
  },
};

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const patterns = new Map<string, RegExp>();

/** As the library has them: only classes of Unicode need its mode. */
const patternOf = (source: string): RegExp => {
  const known = patterns.get(source) ?? new RegExp(source, source.includes("\\p{") ? "u" : "");
  patterns.set(source, known);
  return known;
};
