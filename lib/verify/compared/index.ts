/**
 * Comparing what was judged: the parts that most comparisons don't need are loaded by those that do.
 *
 * @module
 */
import type { View } from "../../command.ts";
import type { BundleVerdict } from "../verdict.ts";
import type { FoundLast, LastOptions } from "./last.ts";

export type { FoundLast, LastPair } from "./last.ts";
export { type Diffed, type DiffOptions, diffPaths } from "./open.ts";

/** See `last.ts`. */
export const findLast = async (step: string, options: LastOptions): Promise<FoundLast> =>
  (await import("./last.ts")).findLast(step, options);

/** What verification says of a bundle that was not compared. What only `verify` can be asked next is left out. */
export const formatRefusal = async (verdict: BundleVerdict, view: View): Promise<string> => {
  const text = await (await import("../text.ts")).formatVerification(verdict, view);
  const lines = text.split("\n").filter((line) => !filesNotAsked.test(line));
  return `${lines.join("\n")}\nnothing was compared`;
};

// --- internal ---

/** The whole line, coloured or not. Lines that name what is judged begin otherwise. */
const filesNotAsked = /^(?:\u001b\[\d+m)?inputs and outputs outside the bundle were not asked: /;
