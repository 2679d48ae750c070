/**
 * Values of a definition of CI where a text is wanted.
 *
 * @module
 */

/** Nothing for null; maps and lists as JSON, which is no expression and no name. */
export const textOf = (value: unknown): string =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : `${value ?? ""}`;
