/**
 * Findings of `run --check-determinism` and `rerun`: what is not the same the second time.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const rerunCodes = {
  NOT_DETERMINISTIC: {
    title: "Two runs of the step differ",
    meaning:
      "The same step ran twice in clean copies with equal inputs, at another time, in another directory, with another time zone, locale and umask, and did not give the same bytes. The finding names the first byte that differs and a likely cause.",
    fix: "Remove the cause: take times from SOURCE_DATE_EPOCH, sort keys, fix the seed, leave paths and archive times out; then run it again.",
  },
  OUTPUT_DIFFERS: {
    title: "An output of the rerun is not the recorded one",
    meaning:
      "The step was executed again from its recorded parameters and made other bytes, or did not make the output.",
    fix: "See the drift and the cause that the report names; run --check-determinism tells whether the step itself is to blame.",
  },
  OUTCOME_DIFFERS: {
    title: "The rerun ended in another way",
    meaning: "Exit status, signal or findings of the step are not those of the recorded run.",
    fix: "Read the logs in both bundles; kprovengine diff compares them.",
  },
  RERUN_DRIFT: {
    title: "Something is not as it was when the run was recorded",
    meaning:
      "An input, a part of the toolchain or the configuration is not what the bundle records, or the command names a file that git did not track and nobody declared, so another result would prove nothing. Nothing was run.",
    fix: "Restore what the finding names, or run it all the same with --allow-drift, which records the drift in the new bundle.",
  },
} as const satisfies Record<string, CodeEntry>;
