/**
 * Findings of vendor.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const vendorCodes = {
  VENDOR_MISSING: {
    title: "The vendored file or its pin is not there",
    meaning: "Nothing lies at .kprov/kprov.mjs or .kprov/kprov.mjs.sha256, so nothing can be said about it.",
    fix: "kprovengine init --vendor writes both; git checkout brings back what was removed.",
  },
  VENDOR_UNREADABLE: {
    title: "The vendored file or its pin can't be judged",
    meaning: "It is a link, a directory, unreadable, larger than 16 MiB, or in the middle of a merge.",
    fix: "Put a regular file there: git checkout HEAD -- .kprov, or kprovengine init --vendor.",
  },
  VENDOR_VERSION: {
    title: "The vendored file is of another version",
    meaning:
      "Its first line names a version that is not this package's. Only a package of that version knows what it ships.",
    fix: "Run the command that the finding gives, or renew the file: kprovengine init --update.",
  },
  VENDOR_CHANGED: {
    title: "The vendored file is not what its version ships",
    meaning:
      "Somebody changed it, and make would run the change: whatever it says about the repository is worth nothing.",
    fix: "Restore it from git, or remove it and run kprovengine init --vendor; find out who changed it.",
  },
  VENDOR_PIN_MISMATCH: {
    title: "The pin is not the digest of the vendored file",
    meaning:
      "The line in .kprov/kprov.mjs.sha256 is not what sha256sum prints for the file as this version ships it, or, for another version, for the file beside it.",
    fix: "Restore it from git, or remove both files and run kprovengine init --vendor.",
  },
  VENDOR_UNTRACKED: {
    title: "Git does not track the vendored file",
    meaning: "It was compared here, but it does not travel with the repository: elsewhere the gate has no tool.",
    fix: "git add .kprov",
  },
  VENDOR_MODIFIED: {
    title: "Git tracks another vendored file than the one that lies here",
    meaning:
      "The bytes in git's index differ from those in the work tree, so what others get is not what was compared.",
    fix: "Look at git diff, then add the file or restore it; a filter or line-end conversion must leave it alone.",
  },
} as const satisfies Record<string, CodeEntry>;
