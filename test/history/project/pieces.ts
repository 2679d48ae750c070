/**
 * What the projects' plans have in common.
 *
 * @module
 */
import type { Change, Day, Ending, PlannedNote, PlannedRun } from "../model.ts";

/** A run that reads and makes nothing yet, and succeeds. */
export const plain = (step: string, argv: readonly string[]): PlannedRun => ({
  ...{ step, argv, inputs: [], outputs: [], tags: {}, ending: "succeeded", delivered: {} },
  ...{ isSigned: false, collect: false, reviews: [], notes: [] },
});

/** `run` alone; or, when it is to go wrong first, once with `bad` delivered, and once more with what it should have been. */
export const retried = (
  run: PlannedRun,
  ending: Exclude<Ending, "succeeded"> | null,
  bad: Readonly<Record<string, string>>,
  notes: readonly PlannedNote[] = [],
): PlannedRun[] =>
  ending === null
    ? [run]
    : [
        // What failed makes nothing that anybody waits for.
        { ...run, ending, outputs: [], delivered: { ...run.delivered, ...bad }, reviews: [], notes },
        { ...run, tags: { ...run.tags, retry: "1" } },
      ];

/** A new version of a script every `every` days. */
export const version = (day: Day, every: number, path: string, text: (number: number) => string): Change[] =>
  day.index === 0 || day.index % every !== 0
    ? []
    : [
        {
          branch: "main",
          files: { [path]: text(1 + day.index / every) },
          message: `version ${1 + day.index / every} of ${path}`,
          isLeft: false,
        },
      ];
