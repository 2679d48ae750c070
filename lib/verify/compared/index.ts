/**
 * Comparing what was judged: the parts that most comparisons don't need are loaded by those that do.
 *
 * @module
 */
import type { View } from "../../command.ts";
import type { BundleVerdict } from "../verdict.ts";
import type { LastOptions, LastPair } from "./last.ts";

export type { LastPair } from "./last.ts";
export { type Diffed, type DiffOptions, diffPaths } from "./open.ts";

/** See `last.ts`. */
export const findLast = async (step: string, options: LastOptions): Promise<LastPair> =>
  (await import("./last.ts")).findLast(step, options);

/** What verification says of a bundle that was not compared. */
export const formatRefusal = async (verdict: BundleVerdict, view: View): Promise<string> =>
  `${await (await import("../text.ts")).formatVerification(verdict, view)}\nnothing was compared`;
