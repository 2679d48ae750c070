/**
 * Findings about waivers, in any check.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const waiveCodes = {
  WAIVER_EXPIRED: {
    title: "A waiver has ended",
    meaning:
      "Its last day, in UTC, is over: what it waived counts again, and the entry itself is a violation until somebody decides about it.",
    fix: "Mend what it waived and remove it with kprovengine waive --remove; or renew it with kprovengine waive and a new reason.",
  },
  WAIVER_UNUSED: {
    title: "A waiver waives nothing",
    meaning:
      "No violation has its fingerprint, check and code any more: it was mended, changed or is another one. Left in place, the entry would hide it when it comes back.",
    fix: "Run the kprovengine waive --remove line of the finding.",
  },
  WAIVER_TOO_LONG: {
    title: "A waiver ends too far ahead",
    meaning:
      "A waiver may end at most waivers.maxDays days from today (180 by default), so that somebody decides again. Until it does, it waives nothing.",
    fix: "Give it an earlier day with kprovengine waive, or raise waivers.maxDays.",
  },
  WAIVER_MALFORMED: {
    title: "A waiver can't be understood",
    meaning:
      "An entry lacks a reason, an owner or a day, has a value that can't be meant, an unknown key, or a fingerprint that another entry has. It counts as expired: it waives nothing.",
    fix: "Correct the entry that the finding names, or write it anew with kprovengine waive.",
  },
  WAIVERS_UNUSABLE: {
    title: "The list of waivers can't be used",
    meaning:
      ".kprov/waivers.json is no regular file, too large, can't be read, or is no document of the schema kprov.waivers/v1. No waiver counts.",
    fix: "Restore the file from a commit, or remove it.",
  },
  WAIVERS_UNTRACKED: {
    title: "The list of waivers is not tracked",
    meaning:
      "git does not track .kprov/waivers.json, or it lies behind a link or outside of the repository. What nobody can review waives nothing.",
    fix: "git add .kprov/waivers.json, and let it be reviewed.",
  },
} as const satisfies Record<string, CodeEntry>;
