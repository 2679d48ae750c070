/**
 * Values of a pipeline where a text is wanted.
 *
 * @module
 */

import type { GitlabConfig } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A text, or something short that stands for one. */
export const isText = (value: unknown): boolean => typeof value !== "object" || value === null;

/** Maps and lists as JSON, which no condition is. */
export const textOf = (value: unknown): string => (isText(value) ? `${value}` : JSON.stringify(value));

/** Whether an input of the file stands somewhere in it, for which any text or list may be put there. */
export const hasInput = (value: unknown): boolean => textOf(value).includes("$[[");

/** What a list stands for that may be a reference, as `!reference [.build, artifacts, paths]`: its names lead there. */
export const referredBy = (config: GitlabConfig, value: unknown): Located<unknown> | undefined => {
  if (!Array.isArray(value)) return undefined;
  const [first = "", ...rest] = value.map(textOf);
  // A single one may be anything that a list names, such as a job.
  return rest.length > 0 || first.startsWith(".") ? config.find(first, rest) : undefined;
};
