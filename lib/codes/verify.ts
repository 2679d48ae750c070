/**
 * Findings of verify about a bundle.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const verifyCodes = {
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
  ATTESTATION_MALFORMED: {
    title: "A file holds no envelope with a statement",
    meaning:
      "It is neither DSSE nor a Sigstore bundle, or its signed payload is no in-toto Statement v1: malformed, ambiguous, too large. What can't be read safely proves nothing and has no place there.",
    fix: "Get the bundle again from where it was made; keep other files outside of it.",
  },
  ATTESTATION_FOREIGN: {
    title: "An envelope is about something else",
    meaning:
      "It signs neither the bytes of provenance.json as they are now nor this bundle digest: a member was changed after it was signed, the envelope belongs to another bundle, or it was made again from a re-formatted payload.",
    fix: "Move the file to the bundle that it is about. When a member was changed as well, get the bundle again.",
  },
  ATTESTATION_UNJUDGED: {
    title: "An envelope was not judged",
    meaning: "A file in attestations/ may speak about this bundle's origin; without a trust file it can't be judged.",
    fix: "Say whom you believe with --trust FILE or kprovengine keys trust, or ask for integrity alone with --integrity.",
  },
  ORIGIN_UNPROVED: {
    title: "Nobody vouches for the bundle",
    meaning:
      "Whole and consistent is not the same as genuine: whoever can write the directory can write another whole bundle.",
    fix: "Say whom you believe: kprovengine verify --trust FILE, or kprovengine keys trust FINGERPRINT --role runner --owner NAME. --integrity asks for integrity alone.",
  },
  SIGNATURE_INVALID: {
    title: "A signature does not hold",
    meaning:
      "It names a key or an identity that the trust file trusts, and that one does not verify it: what was signed was changed, or somebody signs in another's name.",
    fix: "Get the bundle again from where it was made, and ask the owner whether they signed it.",
  },
  THRESHOLD_NOT_MET: {
    title: "Too few trusted owners have signed",
    meaning:
      "provenance.json and the whole bundle each need the signatures of as many distinct owners with the role runner as the trust file asks for. Several keys of one owner count once; unknown keys never.",
    fix: "Let an owner sign: kprovengine sign BUNDLE. Or trust the one who did, after comparing the fingerprint: kprovengine keys trust FINGERPRINT --role runner --owner NAME.",
  },
  ROLE_MISSING: {
    title: "A signer may not vouch for this",
    meaning: "The key is trusted, but not with the role that such a statement needs: runner, reviewer or release.",
    fix: "Let an owner with the role sign, or give it: kprovengine keys trust FINGERPRINT --role ROLE --owner NAME.",
  },
  KEY_EXPIRED: {
    title: "A signature is by a key that is not valid now",
    meaning:
      "Nobody can prove when it was signed without a trusted timestamp, so outside of its time a key vouches for nothing but the digests that the trust file lists under vouchesFor.",
    fix: "Sign again with a key that is valid, or list the digest under vouchesFor when you know that it was signed in time.",
  },
  KEY_REVOKED: {
    title: "A signature is by a revoked key",
    meaning:
      "Whoever has the key can sign with any date, so it vouches for nothing but the digests that the trust file lists under vouchesFor.",
    fix: "Sign again with another key, or list the digest under vouchesFor when you know that it was signed before.",
  },
  BUILDER_NOT_TRUSTED: {
    title: "The run says it was made where its signer may not vouch for it",
    meaning:
      "Each trust mode has its own builder id. A key without builders in the trust file vouches for workstation and self-hosted CI only, so that nobody's own key can claim to be a hosted CI.",
    fix: "Compare the builder id with the one expected; when it is right, list it under builders of the key in the trust file.",
  },
  STEP_UNEXPECTED: {
    title: "It is the run of another step",
    meaning: "The signed provenance names another step than --expect-step or the trust file asks for.",
    fix: "Name the bundle of the step that is meant.",
  },
  COMMIT_UNEXPECTED: {
    title: "The run did not start from the expected commit",
    meaning: "The signed provenance names another commit, none, or a checkout with changes in it.",
    fix: "Run the step from a clean checkout of that commit.",
  },
  OUTCOME_UNEXPECTED: {
    title: "The run did not end as asked",
    meaning: "A run that did not succeed is never good by itself, however well it is signed.",
    fix: "Run the step again. --expect-outcome failed asks whether this is the evidence of a failed run.",
  },
  RUN_STALE: {
    title: "The run is too old, or lies in the future",
    meaning: "The signed summary says when the run ended; --max-age or the trust file asks for a newer one.",
    fix: "Run the step again; when the time lies in the future, set the clock of one of the two machines right.",
  },
  STATEMENT_MISSING: {
    title: "A required statement is missing",
    meaning:
      "No statement of the required type about this bundle, its outputs or its clean commit is signed by somebody who may make it.",
    fix: "Have it made and signed, and hand it over: kprovengine verify BUNDLE --attestation FILE.",
  },
  RESULT_NEGATIVE: {
    title: "A signed statement says no",
    meaning:
      "A test result or a verification summary says something else than PASSED, or says it and names failed tests all the same. That it is signed makes it no better, and nobody needs to have required it.",
    fix: "Mend what failed, and have the statement made again.",
  },
  STATEMENT_MALFORMED: {
    title: "What is signed is no statement that can be judged",
    meaning:
      "The payload is not in-toto Statement v1, or its predicate does not follow the specification of its type. That it is signed makes it no better.",
    fix: "Ask its maker for a statement that follows the specification; the message names each field.",
  },
  STATEMENT_SILENT: {
    title: "The statement does not speak of what was asked",
    meaning:
      "A step, builder, source commit or outcome was asked for, and statements of this type, or by this maker, do not have it. Flags ask it of every statement; require of the trust file asks it of provenance, links and bundle statements only.",
    fix: "Name a statement that says it, such as the provenance of the run, or leave the flag out.",
  },
  SUBJECT_MISMATCH: {
    title: "The statement is not about this file",
    meaning: "None of its subjects has the digest that was asked about. Names are never compared, digests alone.",
    fix: "Name the file that the statement is about, or get the statement of this file.",
  },
  SUBJECT_NOT_ASKED: {
    title: "Nothing was said about what the statement should be about",
    meaning:
      "A signed statement proves something about the digests in it. Without a file or digest to compare it proves nothing here.",
    fix: "kprovengine verify FILE --artifact PATH, or --digest sha256:…",
  },
  SUMMARY_UNEXPECTED: {
    title: "The verification summary is not the one expected",
    meaning:
      "Its verifier, its resource or its levels are others than asked for, or were not asked for: a summary counts for one resource, by one verifier, at one level.",
    fix: "Ask for what the summary should say: --expect-verifier, --expect-resource, --expect-level.",
  },
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
