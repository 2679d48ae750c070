/**
 * What could not be done with evidence: reading, signing, comparing, handing it on.
 *
 * @module
 */
import type { CodeEntry } from "../entry.ts";

export const evidenceErrors = {
  E_ENVELOPE: {
    title: "A signed envelope can't be read",
    meaning:
      "It is no DSSE envelope or Sigstore bundle: malformed or ambiguous JSON, no signature in it, base64 of neither alphabet. What can't be read safely proves nothing.",
    fix: "Restore the file from where it was made; a wrapped or re-formatted copy is another document.",
  },
  E_STATEMENT: {
    title: "A statement can't be read",
    meaning: "The signed payload is not an in-toto Statement v1, or its predicate breaks the rules of its type.",
    fix: "Ask whoever made it for a statement of the type that the message names.",
  },
  E_KEY: {
    title: "A key can't be used",
    meaning: "It is missing, malformed, of another algorithm than Ed25519 or ECDSA P-256, or readable by others.",
    fix: "kprovengine keys list shows the keys there are; kprovengine keys new makes one.",
  },
  E_PASSPHRASE: {
    title: "A key could not be unlocked",
    meaning: "The passphrase is wrong or missing, and there is no terminal to ask on.",
    fix: "Give it by KPROV_PASSPHRASE or --passphrase-fd, or run the command on a terminal.",
  },
  E_SIGN: {
    title: "Nothing was signed",
    meaning: "The signer failed, gave a signature that its own public key does not verify, or could not be reached.",
    fix: "The message names the signer. Mend it and sign the bundle again: kprovengine sign BUNDLE.",
  },
  E_TRUST: {
    title: "The trust file can't be used",
    meaning:
      "It is missing, malformed, has unknown keys or bad values, or trusts nobody; or it is your own and others may write to it. Without whom to believe nothing can be proved.",
    fix: "Correct each place named, type the chmod that is shown, or make one: kprovengine keys trust FINGERPRINT --role runner --owner NAME.",
  },
  E_ARCHIVE: {
    title: "An archive can't be read or written safely",
    meaning:
      "It is cut short, holds something else than plain files of one bundle, or an entry would leave the directory it is unpacked into.",
    fix: "Ask for it again, made by kprovengine export.",
  },
  E_EXPORT: {
    title: "A bundle can't be said in the form asked for",
    meaning:
      "The form needs something that the bundle hasn't: a signature, a run that succeeded, an Ed25519 key, steps whose files agree. Or, of a catalog, no run was chosen. Nothing was written.",
    fix: "Do what the message says, or export it in another form; --format tar takes every bundle that is whole.",
  },
  E_COMPARE: {
    title: "Two things can't be compared",
    meaning:
      "One of them is no bundle, no trace and no receipt of a check, has not the fields that it must have, or the two are of different kinds. A bundle that is not whole is refused with what verify says of it. With --last: the newest run in the directory, which its .kprov-head.json names, is gone.",
    fix: "Name two bundles (directories or tars), two traces, or two receipts of one check (--attest or --json). Put a run that is gone back.",
  },
  E_NO_EARLIER: {
    title: "There is no earlier run to compare with",
    meaning:
      "--last compares the newest run of a step with the last approved or last green one before it, in one directory of runs. There is no run of this step there, or none before it that succeeded and that no trusted reviewer rejected.",
    fix: "Run the step again, name the directory with --out, or name two bundles.",
  },
  E_REVIEW: {
    title: "A review can't be written",
    meaning: "The bundle is not whole, the note is missing, or the reviewer's key can't sign.",
    fix: "Mend what the message names; nothing was written.",
  },
} as const satisfies Record<string, CodeEntry>;
