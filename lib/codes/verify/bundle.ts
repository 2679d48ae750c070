/**
 * Findings of verify about the bundle itself: its members, documents, trace.
 *
 * @module
 */
import type { CodeEntry } from "../entry.ts";

export const wholeBundleCodes = {
  BUNDLE_UNREADABLE: {
    title: "The bundle can't be opened",
    meaning: "The directory named is missing or can't be read, so nothing can be said about it.",
    fix: "Check the path and its permissions; runs/<run id> is what run printed.",
  },
  NOT_A_BUNDLE: {
    title: "This is not a bundle",
    meaning: "It is no directory, or holds none of the documents that every bundle has.",
    fix: "Name the directory that run printed, or the directory that holds the bundles.",
  },
  MEMBER_MISSING: {
    title: "A member is missing",
    meaning: "The manifest lists the file, or every bundle must have it, and it is not there.",
    fix: "Get the bundle again from where it was made; a bundle with a missing member proves nothing.",
  },
  MEMBER_EXTRA: {
    title: "A file or directory that the manifest does not list",
    meaning: "Only attestations/ may grow after a run. Anything else was added to the evidence afterwards.",
    fix: "Find out who put it there. Keep notes and derived files outside of the bundle.",
  },
  MEMBER_CHANGED: {
    title: "A member was changed",
    meaning: "Its bytes are not the ones that the manifest names.",
    fix: "Get the bundle again from where it was made. Never edit evidence; run the step again instead.",
  },
  MEMBER_RENAMED: {
    title: "A member was renamed",
    meaning: "The file is missing under its name and the same bytes lie under another one.",
    fix: "Move it back, or get the bundle again from where it was made.",
  },
  MEMBER_SPECIAL: {
    title: "A member is not a plain file",
    meaning:
      "A symbolic link, directory, FIFO, socket or device stands where a file must be. Links are never followed.",
    fix: "Get the bundle again from where it was made, with a tool that copies files as files.",
  },
  MEMBER_UNREADABLE: {
    title: "A member can't be read",
    meaning: "The system refused, or the file moved while it was read. It could not be judged.",
    fix: "Mend the permissions or the disk, make sure that nobody writes there, and verify again.",
  },
  MEMBER_PATH: {
    title: "The manifest lists a path that can't be a member's",
    meaning: "It is absolute, leaves the bundle, is not normal, or names what is never a member. It was not touched.",
    fix: "Do not unpack or use this bundle; no version of kprovengine writes such a path.",
  },
  MEMBER_COLLISION: {
    title: "Two members share a path",
    meaning: "Their paths are equal, or equal on a file system that ignores case, where one would hide the other.",
    fix: "Do not use this bundle; no version of kprovengine writes such paths.",
  },
  MEMBER_STABILITY: {
    title: "A member is listed as stable or volatile wrongly",
    meaning: "Which members are stable follows from their paths; another answer changes what the stable digest covers.",
    fix: "Do not use this bundle; its manifest was not written by kprovengine.",
  },
  DOCUMENT_MALFORMED: {
    title: "A document is not safe JSON",
    meaning: "It is truncated, not UTF-8, ambiguous (duplicate keys), too deep or too large.",
    fix: "Get the bundle again from where it was made.",
  },
  DOCUMENT_INVALID: {
    title: "A document does not follow its schema",
    meaning: "A field is missing, unknown or has a value that it can't have.",
    fix: "Get the bundle again from where it was made; the schemas are shipped in kprovengine/schemas/.",
  },
  DOCUMENT_NOT_CANONICAL: {
    title: "A document is not in its canonical form",
    meaning: "The values may be right, the bytes are not the only ones (RFC 8785 and one newline) that stand for them.",
    fix: "Get the bundle again from where it was made, without an editor or formatter in between.",
  },
  DOCUMENT_VERSION: {
    title: "A document has a version that this program does not know",
    meaning: "It was probably written by a newer kprovengine, and can't be judged by this one.",
    fix: "Verify with a newer kprovengine.",
  },
  SUMS_MISMATCH: {
    title: "SHA256SUMS does not say what the manifest says",
    meaning: "Regenerated from the manifest it has other bytes, so sha256sum -c would judge something else.",
    fix: "Get the bundle again from where it was made.",
  },
  STABLE_DIGEST_MISMATCH: {
    title: "The stable digest is not the stable members'",
    meaning: "run_summary.json names another digest than the one computed from the manifest.",
    fix: "Get the bundle again from where it was made.",
  },
  DOCUMENTS_DISAGREE: {
    title: "The documents of the bundle contradict each other or themselves",
    meaning: "They were written together about one run. One of them was changed or belongs to another run.",
    fix: "Get the bundle again from where it was made.",
  },
  OUTCOME_INCONSISTENT: {
    title: "The outcome contradicts itself",
    meaning: "Status, exit code, signal and findings don't fit, such as succeeded with exit code 3.",
    fix: "Do not trust the outcome; get the bundle again from where it was made.",
  },
  TRACE_BROKEN: {
    title: "The trace is not whole",
    meaning: "A line was taken out, added, moved or changed, or the run's start or end is not where it must be.",
    fix: "Get the bundle again from where it was made.",
  },
  BUNDLE_INCOMPLETE: {
    title: "The bundle is incomplete, and says so",
    meaning: "A member was withheld because a secret value was in it, or a log could not be written to its end.",
    fix: "Keep the secret out of what the step writes, or make room on the disk, and run the step again.",
  },
} as const satisfies Record<string, CodeEntry>;
