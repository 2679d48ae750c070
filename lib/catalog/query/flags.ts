/**
 * The flags that every question about runs has: each is a synonym of a field.
 *
 * @module
 */
import { type FlagDefs, listOf } from "../../flags.ts";
import { conditionOf } from "./fields.ts";
import { type Filter, joinFilters } from "./filter.ts";
import { type MomentOptions, parseFilter } from "./parse.ts";

const flag = (valueHint: string, description: string) =>
  ({ type: "string", multiple: true, valueHint, description }) as const;

export const filterArgs = {
  since: { type: "string", valueHint: "DATE", description: "Started then or later: 2026-01-31, 2026-01, 7d, today" },
  until: {
    type: "string",
    valueHint: "DATE",
    description: "Started then or earlier, that whole day or month included",
  },
  before: { type: "string", valueHint: "DATE", description: "Started before that day or month began" },
  project: flag("NAME", "Of this project; * and ? stand for others, here and below"),
  step: flag("NAME", "Of this step"),
  outcome: flag("OUTCOME", "Ended so: succeeded, failed, timed-out, signalled or interrupted"),
  tag: flag("KEY[=VALUE]", "Has this tag"),
  type: flag("TYPE", "Has an input of this media type, such as text/csv or image/*"),
  tool: flag("NAME[RANGE]", "Ran with this tool, such as 'python>=3.12,<4'"),
  distribution: flag("NAME[RANGE]", "Ran with this installed package, such as 'numpy~=2.1'"),
  commit: flag("COMMIT", "At this commit; four digits or more"),
  branch: flag("NAME", "On this branch"),
  reviewer: flag("NAME", "Has a review by this person"),
  review: flag("STATE", "Its reviews stand so: pending, approved or rejected"),
  check: flag("STATE", "Its checks say so: proved, violated, undecided or none; NAME=STATE for one of them"),
  origin: flag("STATE", "Who made it is so: proved, violated, undecided or unproved"),
  digest: flag("DIGEST", "Is, or has a file with, this SHA-256; four digits or more"),
  refused: { type: "boolean", description: "Bundles that can't be believed, with the reasons, instead of runs" },
} as const satisfies FlagDefs;

/** Flags and `FIELD:VALUE` words as one filter. Throws `E_USAGE`. */
export const filterOf = (args: object, words: readonly string[], options: MomentOptions): Filter => {
  const conditions = Object.keys(filterArgs)
    .filter((name) => name !== "refused")
    .flatMap((name) => listOf(args, name).map((text) => conditionOf(name, { text, isQuoted: false }, options)));
  const isRefused = (args as { refused?: unknown }).refused === true;
  return joinFilters({ conditions, isRefused }, parseFilter(words, options));
};
