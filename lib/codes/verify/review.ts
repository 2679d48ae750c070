/**
 * Findings of verify about reviews of a bundle.
 *
 * @module
 */
import type { CodeEntry } from "../entry.ts";

export const reviewCodes = {
  REVIEW_REJECTED: {
    title: "A reviewer has rejected the bundle",
    meaning:
      "A reject stands until its own author approves after it; no other approval outweighs it. Undecided when the key that signed it is expired or revoked: a no that loses its force does not become a yes.",
    fix: "Mend what the note names and run the step again, or let its author answer: kprovengine review BUNDLE --approve.",
  },
  REVIEW_MISSING: {
    title: "The bundle lacks approvals",
    meaning:
      "Fewer distinct owners with the role reviewer have approved than the trust file asks for. Reviews by keys that nobody trusts, by owners without the role, and approvals by an owner who also signed the run do not count.",
    fix: "kprovengine review BUNDLE --status lists what is there; a reviewer approves with kprovengine review BUNDLE --approve.",
  },
  REVIEW_UNHEARD: {
    title: "A reject that nobody stands behind",
    meaning:
      "A review that counts comes after a reject that no reviewer of the trust file has signed. Its signature was taken off, or its author is somebody whom the trust file does not know.",
    fix: "Get the bundle from where the reject was signed, or trust its author as a reviewer.",
  },
  REVIEW_FORK: {
    title: "Two reviews were made without knowing of each other",
    meaning: "Neither names the other, so the chain of reviews has two ends, and nobody has seen both.",
    fix: "Let a reviewer look at both and decide again: the next review names every end and joins them.",
  },
  REVIEW_GAP: {
    title: "A review is gone",
    meaning:
      "A review that counts comes after one that is not in attestations/: it was removed, or never copied along, and it may have been a reject.",
    fix: "Bring back the file review.<first 16 digits>.intoto.jsonl of the digest that the message names.",
  },
  REVIEW_HEAD: {
    title: "The expected review is not there",
    meaning:
      "Neither the newest review that counts nor one before it has the digest given by --expect-head: the newest was removed, or this is an older copy of the bundle.",
    fix: "Get the bundle again from where it was reviewed, with the whole of attestations/.",
  },
  REVIEW_INVALID: {
    title: "A signed review is not one of this bundle",
    meaning:
      "Its payload is malformed, or names another bundle or another run than the one that it lies in. A signature that holds makes it worse, not better.",
    fix: "Move the file to the bundle that it is about, or ask its author what it is.",
  },
} as const satisfies Record<string, CodeEntry>;
