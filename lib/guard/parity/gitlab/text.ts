/**
 * Values of a pipeline where a text is wanted.
 *
 * @module
 */

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A text, or something short that stands for one. */
export const isText = (value: unknown): boolean => typeof value !== "object" || value === null;

/** Maps and lists as JSON, which no condition is. */
export const textOf = (value: unknown): string => (isText(value) ? `${value}` : JSON.stringify(value));
