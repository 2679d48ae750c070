/**
 * Findings of verify about what lies around a bundle: inputs and outputs, other bundles.
 *
 * @module
 */
import type { CodeEntry } from "../entry.ts";

export const aroundCodes = {
  FILE_MISSING: {
    title: "A recorded input or output is not where it was",
    meaning: "Its name was resolved against --root, and nothing is there.",
    fix: "Give --root the directory in which the run worked, or bring the file back.",
  },
  FILE_CHANGED: {
    title: "A recorded input or output was changed",
    meaning: "The file where it lies is not the one that the run read or made.",
    fix: "Bring back the recorded file, or run the step again on the new one.",
  },
  FILE_SPECIAL: {
    title: "A recorded input or output is another kind of file now",
    meaning: "A link, directory, FIFO, socket or device stands where the run found something else.",
    fix: "Bring back the recorded file.",
  },
  FILE_UNREADABLE: {
    title: "A file can't be read",
    meaning:
      "The system refused, its name can't be resolved here, it moved while it was read, or its content is not in this clone (a partial clone). Nothing can be said about it.",
    fix: "Mend what the message names and run it again; git fetch --refetch brings content that a partial clone lacks.",
  },
  BUNDLE_RENAMED: {
    title: "A bundle's directory is not called by its run id",
    meaning: "In a directory of bundles each one lies under its own id; another name hides which run it was.",
    fix: "Rename the directory to the run id that the message names.",
  },
  CHAIN_GAP: {
    title: "A bundle in the chain is gone",
    meaning: "A later bundle names it as the one before, and it is not in the directory.",
    fix: "Bring it back. Removing evidence leaves a gap for ever; that is what the chain is for.",
  },
  CHAIN_FORK: {
    title: "Two bundles name the same one before them",
    meaning: "A chain has one next bundle. One of them was made elsewhere, or the directory was set back in between.",
    fix: "Keep bundles of different machines in different directories.",
  },
  CHAIN_START: {
    title: "More than one bundle is the first of its chain",
    meaning: "Bundles of several directories were mixed, or the chain was started anew.",
    fix: "Keep bundles of different machines in different directories.",
  },
  CHAIN_MISMATCH: {
    title: "A bundle is not the one that the next bundle names",
    meaning: "The run id is the same, the bundle digest is another: it was replaced.",
    fix: "Bring back the bundle with the digest that the message names.",
  },
  CHAIN_CYCLE: {
    title: "The chain of bundles runs in a circle",
    meaning: "Following the bundles before leads back to the same one, which no honest sequence of runs does.",
    fix: "Do not trust the directory; get the bundles again from where they were made.",
  },
  CHAIN_DUPLICATE: {
    title: "Two bundles have the same run id",
    meaning: "A run id never repeats in a directory; one of them is a copy or a replacement.",
    fix: "Keep copies of bundles outside of the directory.",
  },
  ENTRY_UNJUDGED: {
    title: "Something in the directory of bundles was not judged",
    meaning: "A symbolic link leads out of the directory. Links are not followed to evidence.",
    fix: "Put the bundle itself there, or verify the link's target by its own path.",
  },
} as const satisfies Record<string, CodeEntry>;
