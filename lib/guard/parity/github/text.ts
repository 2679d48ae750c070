/**
 * Values of a workflow where a text is wanted.
 *
 * @module
 */

/** Nothing for null; maps and lists as JSON, which no expression is. */
export const textOf = (value: unknown): string =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : `${value ?? ""}`;
