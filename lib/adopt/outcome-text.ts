/**
 * The result of init as a person wants it.
 *
 * @module
 */
import { visible } from "../text.ts";
import type { Adoption } from "./adopt.ts";
import type { Did, Row } from "./decision.ts";
import type { Note } from "./facts.ts";

export interface Outcome {
  mode: "init" | "update" | "undo";
  isDry: boolean;
  adoption: Adoption;
  notes: readonly Note[];
  /** Commands that the person gives next. */
  next: readonly string[];
}

/** The table of files, what to know, what to do next. */
export const formatOutcome = ({ adoption, notes, next }: Outcome): string =>
  [formatRows(adoption.rows), ...formatNotes(notes), ...formatNext(next)].join("\n");

/** A table of files: what was done, where, why; for a proposal, what would be. */
export const formatRows = (rows: readonly Row[], isProposal = false): string => {
  const width = Math.max(0, ...rows.map(({ path }) => visible(path).length));
  const lines = rows.flatMap(({ path, did, why, diff }) => [
    `${(isProposal ? intents[did] : did).padEnd(9)}  ${visible(path).padEnd(width)}  ${why}`,
    ...(diff === undefined
      ? []
      : Buffer.from(diff, "latin1")
          .toString("utf8")
          .split("\n")
          .map((line) => `    ${visible(line)}`)),
  ]);
  return lines.join("\n");
};

// --- internal ---

const intents: Readonly<Record<Did, string>> = {
  ...{ created: "create", added: "add", updated: "update", removed: "remove" },
  ...{ unchanged: "unchanged", kept: "keep", touched: "touched", outdated: "outdated" },
};

const formatNotes = (notes: readonly Note[]): string[] =>
  notes.length === 0
    ? []
    : [
        "",
        ...notes.map(
          ({ path, message }) => `note  ${path === undefined ? "" : `${visible(path)}: `}${visible(message)}`,
        ),
      ];

const formatNext = (next: readonly string[]): string[] =>
  next.length === 0 ? [] : ["", ...next.map((line) => `next  ${line}`)];
