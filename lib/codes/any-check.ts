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
  PACKAGE_UNREADABLE: {
    title: "A built package can't be judged",
    meaning:
      "With --package: it is no wheel, source distribution or npm tarball, or it is damaged, encrypted, larger than 512 MiB, holds links or names that leave it, or has parts that readers could understand differently. Nothing was proved about what is in it.",
    fix: "Build it again with the usual tool of its ecosystem; the message names what is wrong.",
  },
} as const satisfies Record<string, CodeEntry>;
