/**
 * Whose rules judged, in words.
 *
 * @module
 */
import type { BaseNote } from "./report.ts";
import { visible } from "./text.ts";

/** Lines about the base: who judged, and what the candidate would change; words alone are only counted. None without a base. */
export const baseLines = (note: BaseNote | undefined): string[] => {
  if (note === undefined) return [];
  const { ref, from, commit, judge, changes } = note;
  const name = `${visible(ref)} at ${commit.slice(0, 12)} (${from})`;
  if (judge === "candidate") return [`base ${name} has no configuration: the candidate's own judged`];
  const words = changes.filter(({ kind }) => kind === "words").length;
  return [
    `judged by the configuration and lists of the base ${name}`,
    ...changes
      .filter(({ kind }) => kind !== "words")
      .map(({ kind, message, honoured }) => `  ${honoured ? "" : "not "}honoured: ${kind}: ${visible(message)}`),
    ...(words > 0 ? [`  not honoured: ${words} ${words === 1 ? "change" : "changes"} of words`] : []),
  ];
};
