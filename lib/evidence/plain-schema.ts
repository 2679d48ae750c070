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
export const isPlainly = (schema: PlainSchema, value: unknown): boolean => checkOf(schema)(value);

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

type Check = (value: unknown) => boolean;

const checks = new WeakMap<object, Check>();

/** What a schema asks, put together once: catalogs are made of hundreds of thousands of documents. */
const checkOf = (schema: PlainSchema): Check => {
  if (typeof schema === "boolean") return schema ? always : never;
  const known = checks.get(schema);
  if (known !== undefined) return known;
  const check = compile(schema);
  checks.set(schema, check);
  return check;
};

const compile = (schema: Exclude<PlainSchema, boolean>): Check => {
  const parts: Check[] = [];
  for (const keyword of Object.keys(schema)) {
    const make = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
    if (make === undefined) return never;
    parts.push(make(schema[keyword], schema));
  }
  const [first = always, second = always, ...others] = parts.filter((part) => part !== always);
  if (others.length === 0) return (value) => first(value) && second(value);
  return (value) => {
    if (!first(value) || !second(value)) return false;
    for (const check of others) if (!check(value)) return false;
    return true;
  };
};

const always: Check = () => true;
const never: Check = () => false;

const types: Readonly<Record<string, Check>> = {
  object: (value) => isMap(value) && !Object.hasOwn(value, "__proto__"),
  array: Array.isArray,
  string: (value) => typeof value === "string",
  number: (value) => Number.isFinite(value),
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
};

const ofText = (check: (text: string) => boolean): Check => {
  return (value) => typeof value !== "string" || check(value);
};
const ofNumber = (check: (number: number) => boolean): Check => {
  return (value) => typeof value !== "number" || check(value);
};
const ofList = (check: (list: readonly unknown[]) => boolean): Check => {
  return (value) => !Array.isArray(value) || check(value);
};
const ofMap = (check: (map: Record<string, unknown>) => boolean): Check => {
  return (value) => !isMap(value) || check(value);
};

/** Keyword → what it asks. */
const keywords: Readonly<Record<string, (wanted: unknown, schema: Exclude<PlainSchema, boolean>) => Check>> = {
  type: (wanted) => anyOf([wanted].flat().map((name) => types[String(name)] ?? never)),
  const: (wanted) => (value) => value === wanted,
  enum: (wanted) => (value) => listOf(wanted).includes(value),
  anyOf: (wanted) => anyOf(listOf(wanted).map((schema) => checkOf(schema as PlainSchema))),
  // In characters, of which no text has more than units, and none less than half as many.
  minLength: (wanted) => ofText((text) => text.length >= 2 * Number(wanted) || [...text].length >= Number(wanted)),
  maxLength: (wanted) => ofText((text) => text.length <= Number(wanted) || [...text].length <= Number(wanted)),
  pattern: (wanted) => {
    const pattern = patternOf(String(wanted));
    return ofText((text) => pattern.test(text));
  },
  minimum: (wanted) => ofNumber((number) => number >= Number(wanted)),
  maximum: (wanted) => ofNumber((number) => number <= Number(wanted)),
  exclusiveMinimum: (wanted) => ofNumber((number) => number > Number(wanted)),
  minItems: (wanted) => ofList((list) => list.length >= Number(wanted)),
  maxItems: (wanted) => ofList((list) => list.length <= Number(wanted)),
  items: (wanted, { prefixItems }) => {
    const [check, start] = [checkOf(wanted as PlainSchema), listOf(prefixItems).length];
    return ofList((list) => {
      for (let index = start; index < list.length; index += 1) if (!check(list[index])) return false;
      return true;
    });
  },
  prefixItems: (wanted) => {
    const items = listOf(wanted).map((schema) => checkOf(schema as PlainSchema));
    return ofList((list) => items.every((check, index) => index >= list.length || check(list[index])));
  },
  required: (wanted) => {
    const names = listOf(wanted).map(String);
    return ofMap((map) => {
      for (const name of names) if (!Object.hasOwn(map, name)) return false;
      return true;
    });
  },
  minProperties: (wanted) => ofMap((map) => Object.keys(map).length >= Number(wanted)),
  propertyNames: (wanted) => {
    const check = checkOf(wanted as PlainSchema);
    return ofMap((map) => Object.keys(map).every(check));
  },
  properties: (wanted) => {
    const known = Object.entries(wanted as Record<string, PlainSchema>).map(
      ([name, schema]) => [name, checkOf(schema)] as const,
    );
    return ofMap((map) => {
      for (const [name, check] of known) if (Object.hasOwn(map, name) && !check(map[name])) return false;
      return true;
    });
  },
  additionalProperties: (wanted, { properties = {} }) => {
    const [check, known] = [checkOf(wanted as PlainSchema), new Set(Object.keys(properties as object))];
    return check === always
      ? always
      : ofMap((map) => {
          for (const name of Object.keys(map)) if (!known.has(name) && !check(map[name])) return false;
          return true;
        });
  },
};

const anyOf = ([first = never, second = never, ...others]: readonly Check[]): Check =>
  others.length === 0
    ? (value) => first(value) || second(value)
    : (value) => first(value) || second(value) || others.some((check) => check(value));

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** As the library has them: only classes of Unicode need its mode. */
const patternOf = (source: string): RegExp => new RegExp(source, source.includes("\\p{") ? "u" : "");
