/**
 * Findings of check-governance.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const checkGovernanceCodes = {
  GOVERNANCE_UNRECORDED: {
    title: "Governance is not recorded",
    meaning:
      "The configuration asks for check-governance, and git tracks no .kprov/governance.lock.json: nobody can say what changed since when.",
    fix: "Run the commands of the finding, look at the record, and commit it.",
  },
  GOVERNANCE_LOOSENED: {
    title: "Governance was loosened without a record",
    meaning:
      "Something that decides asks for less than the record says, or its change can't be ordered, which counts as loosened: a token, a rule or a document is gone, an exception is new, a limit is wider, a workflow does something else.",
    fix: "Take the change back; or record it with governance update --reason, which is a major step that reviewers see.",
  },
  GOVERNANCE_CHANGED: {
    title: "Governance was changed without a record",
    meaning: "Something that decides was tightened or added, or words of a governed document differ from the record.",
    fix: "Record it with governance update --reason: a minor step, for words alone a patch.",
  },
  GOVERNANCE_STEP: {
    title: "The governance version took too small a step",
    meaning:
      "Compared with the base, the change needs a larger step: major for what loosens, minor for what tightens or adds, patch for words. What loosened is named.",
    fix: "Restore the base's record and run governance update --reason: it takes the step that is needed.",
  },
  GOVERNANCE_REWRITTEN: {
    title: "The record of earlier changes was rewritten",
    meaning:
      "The record only grows: the base's changes, each with version, date, author and reason, are no longer all in it as they were, it does not say what its last change recorded, or a date is earlier than the one before it or still to come.",
    fix: "Restore the base's record and run governance update --reason again.",
  },
  GOVERNANCE_RECORD_UNUSABLE: {
    title: "The record of governance can't be used",
    meaning: "It is malformed, ambiguous, or of an unknown version, so nothing can be compared with it.",
    fix: "Restore it from a commit that you trust; conflict markers of a merge go by taking the base's file and running governance update.",
  },
  GOVERNANCE_BASE_MISSING: {
    title: "The record before this one can't be had",
    meaning:
      "A step is judged against the record before it. This clone is too shallow, a rebase is under way, or the base has no history in common.",
    fix: "Run the command of the finding, usually git fetch --unshallow, and judge again.",
  },
  GOVERNANCE_BASE_MOVED: {
    title: "Base and candidate both changed governance",
    meaning: "Each recorded a change of its own since they parted. Which step is needed depends on both.",
    fix: "Rebase or merge, take the base's record, and run governance update --reason again.",
  },
  GOVERNANCE_GLOB_UNUSED: {
    title: "A glob of governance matches nothing",
    meaning:
      "The configuration says that such files are governed, and git tracks none: it has a mistake, or they moved.",
    fix: "Correct the glob, or take it out of the configuration and record that.",
  },
  GOVERNANCE_UNREADABLE: {
    title: "A governed file can't be read",
    meaning:
      "It is unreadable, not UTF-8, too large, a symbolic link, or not in this clone; or what is staged is not what lies here, and can't be judged.",
    fix: "Mend what the finding names; a link can't be governed, because what it leads to changes on its own.",
  },
} as const satisfies Record<string, CodeEntry>;
