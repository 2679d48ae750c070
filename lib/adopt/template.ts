/**
 * Templates, filled in.
 *
 * @module
 */
import { readTemplate } from "./own-files.ts";

/** `templates/NAME` with each `{{key}}` replaced. Every key of the text must have a value, and every value a key. */
export const renderTemplate = (name: string, values: Readonly<Record<string, string>>): string => {
  const unused = new Set(Object.keys(values));
  const filled = readTemplate(name).replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`The template "${name}" wants a value for "${key}"`);
    unused.delete(key);
    return value;
  });
  if (unused.size > 0) throw new Error(`The template "${name}" has no place for ${[...unused].join(", ")}`);
  return filled;
};
