/**
 * Findings of preflight.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const preflightCodes = {
  CHECK_NOT_RUN: {
    title: "A check could not be run",
    meaning: "preflight called it and it stopped with an error. The other gates ran; this one proves nothing.",
    fix: "Run the check alone with --debug and mend what it names.",
  },
  CONFIG_UNUSABLE: {
    title: "A check can't use its configuration",
    meaning:
      "A value in the configuration has the right form and can't be meant: a range that no version lies in, a glob that is broken. The other gates ran; preflight exits 2.",
    fix: "Correct the key that the finding names.",
  },
  COMMAND_FAILED: {
    title: "A command of the project failed",
    meaning:
      "A command in preflight.commands ended with an exit status other than 0. The end of its output is on stderr.",
    fix: "Run the command that the finding shows.",
  },
  COMMAND_NOT_RUN: {
    title: "A command of the project could not be run",
    meaning: "A program in preflight.commands is missing, not executable, or was ended by a signal: nothing is known.",
    fix: "Install the program, or correct preflight.commands.",
  },
  COMMAND_NOT_STAGED: {
    title: "A command of the project would see what is not staged",
    meaning:
      "The work tree is not what is staged, so the command would run in a checkout of that; a word of it, a variable, a link, a tracked file or an environment leads from there back to the work tree, and the command would judge other files.",
    fix: "Stage or put away everything else, then the command runs in the work tree.",
  },
  RECEIPT_DIFFERS: {
    title: "This preflight is not the one that the receipt is of",
    meaning:
      "--expect-receipt compares the tree, the files that git does not track, the rules, the configuration, this program's version, the versions of the runtimes that the configuration names, and each result. Every difference is a finding of its own.",
    fix: "Judge the same tree with the same versions, or make the receipt anew: kprovengine preflight --receipt FILE.",
  },
  COMMAND_CHANGED_TREE: {
    title: "A command of the project changed what is judged",
    meaning:
      "Tracked files were not the same after it: the checks judged others. A formatter that writes, a generator, or somebody who went on working meanwhile.",
    fix: "Look at git diff, keep or drop the change, and run preflight again; let the command only check.",
  },
} as const satisfies Record<string, CodeEntry>;
