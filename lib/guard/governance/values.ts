/**
 * A configuration as the record keeps it: one completed value for each key that has a direction.
 *
 * @module
 */
import { directions, plainConfig, type ResolvedConfig, resolveConfig } from "../../config/index.ts";
import type { JsonValue } from "../../json.ts";
import { compareBytes } from "../../report.ts";

type Values = { [key: string]: JsonValue };

/** `tokens` are the names of those that `identity.forbidden` stands for: see `tokenNames`. */
export const valuesOf = (config: ResolvedConfig, tokens: readonly string[]): Values => {
  const plain = plainConfig(config);
  const values: Values = {};
  for (const [key, { way }] of Object.entries(directions).sort(([a], [b]) => compareBytes(a, b))) {
    const value = way === "tokens" ? [...tokens] : valueAt(plain, key);
    // What only editors read is no part of a completed configuration.
    if (value !== undefined) values[key] = value;
  }
  return values;
};

/** Of a configuration that says nothing. */
export const defaultValues = (): Values => valuesOf(resolveConfig({}), []);

// --- internal ---

/** Null for all keys of a section that is switched off; undefined for a key that a completed configuration hasn't. */
const valueAt = (plain: Values, key: string): JsonValue | undefined => {
  let value: JsonValue | undefined = plain;
  for (const part of key.split(".")) {
    if (value === null) return null;
    // Whatever is named before a dot is a section: a test holds that the table of directions and the schema agree.
    value = (value as Values)[part];
  }
  return value;
};
