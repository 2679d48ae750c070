/**
 * Findings that any check may have.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const anyCheckCodes = {
  NOTHING_EXAMINED: {
    title: "Nothing was examined",
    meaning: "A check that looked at nothing has proved nothing.",
    fix: "Commit or add files, or run the check where they are.",
  },
  COVERAGE_MISMATCH: {
    title: "The coverage receipt does not add up",
    meaning:
      "Items considered differ from items examined plus items skipped with a reason: something was lost on the way.",
    fix: "Report it with --debug output; the verdict is undecided.",
  },
} as const satisfies Record<string, CodeEntry>;
