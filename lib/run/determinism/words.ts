/**
 * Differences and causes in a person's words.
 *
 * @module
 */
import { visible } from "../../text.ts";
import type { Mismatch } from "./results.ts";
import type { CauseKind, Difference } from "./types.ts";

const causeWords = {
  "time-stamp": "a time stamp",
  path: "a path",
  locale: "the locale",
  "unordered-keys": "unordered keys",
  "unordered-items": "an order that is not fixed",
  "random-seed": "a random seed",
  rounding: "rounding",
  "memory-address": "a memory address",
  "process-id": "a process id",
  "archive-metadata": "archive metadata",
  unknown: "not known",
} as const satisfies Record<CauseKind, string>;

/** Where: `byte 1160, member data/b.txt, field mtime`. */
export const describePlace = ({ offset, line, column, jsonPath, member, field }: Difference): string =>
  [
    `byte ${offset}`,
    ...(member === null ? [] : [`member ${member}`]),
    ...(line === null || jsonPath !== null ? [] : [`line ${line}, column ${column}`]),
    ...(jsonPath === null ? [] : [jsonPath]),
    ...(field === null ? [] : [`field ${field}`]),
  ].join(", ");

/** Why: `a time stamp (a date and time, 3.0 s apart)`. */
export const describeCause = ({ cause: { kind, detail } }: Difference): string =>
  detail === "" ? causeWords[kind] : `${causeWords[kind]} (${detail})`;

/** One sentence without a final full stop. */
export const describeMismatch = ({ state, difference }: Mismatch): string => {
  if (state === "missing in the first") return "Only the second run made it";
  if (state === "missing in the second") return "Only the first run made it";
  if (difference === null) return "The digests differ; the bytes of both are not at hand, so no cause is named";
  const { first, second } = difference;
  return `They differ at ${describePlace(difference)}: ${first} and ${second}; likely cause: ${describeCause(difference)}`;
};

/** The same on several lines, indented. */
export const mismatchLines = (mismatch: Mismatch): string[] => {
  const { member, difference } = mismatch;
  if (difference === null)
    return [`  ${visible(member)}: ${describeMismatch(mismatch).replace(/^./, (letter) => letter.toLowerCase())}`];
  return [
    `  ${visible(member)}: ${visible(describePlace(difference))}`,
    `    first   ${visible(difference.first)}`,
    `    second  ${visible(difference.second)}`,
    `    likely  ${visible(describeCause(difference))}`,
  ];
};
