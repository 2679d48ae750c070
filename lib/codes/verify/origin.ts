/**
 * Findings of verify about who has signed what, under a trust file.
 *
 * @module
 */
import type { CodeEntry } from "../entry.ts";

export const originCodes = {
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
} as const satisfies Record<string, CodeEntry>;
