/**
 * Every code that this program can print, what it means, and how to mend it.
 *
 * Codes are permanent: a sentence may improve, a code is never renamed or reused. `kprovengine explain CODE`
 * and the README's table are made from this file.
 *
 * @module
 */
export interface CodeEntry {
  /** What it is, in a few words. */
  title: string;
  /** What it means, and why it matters. */
  meaning: string;
  /** What to do now. */
  fix: string;
}

export const codes = {
  // Errors: something could not be done.
  E_USAGE: {
    title: "The command line can't be understood",
    meaning: "A flag is unknown, repeated, lacks its value or has one it can't take. Nothing was done.",
    fix: "Run the command with --help; the message names the flag and the closest one that exists.",
  },
  E_CONFIG: {
    title: "The configuration can't be used",
    meaning: "kprov.config.* has unknown keys or bad values. All of them are listed with key, wanted and found.",
    fix: "Correct each key named. Editors show the same with the JSON Schema shipped as kprovengine/schemas/config.json.",
  },
  E_CODE_CONFIG: {
    title: "The configuration is code, and code was refused",
    meaning: "--no-code-config was given and the repository's configuration is a program (.ts, .mts, .mjs).",
    fix: "Use a kprov.config.json, or leave the flag out for a checkout that you trust.",
  },
  E_LOOKS_LIKE_PROGRAM: {
    title: "An input looks like a program",
    meaning: "kprovengine run FILE processes the file as data. A program as input is nearly always a forgotten --.",
    fix: "Put -- before the command: kprovengine run -- python train.py. --pipeline text insists on data.",
  },
  E_JSON: {
    title: "A JSON document can't be read or written safely",
    meaning: "It is malformed, not UTF-8, ambiguous (duplicate keys), too deep or too large.",
    fix: "Restore the document from where it was made; two readers could disagree on this one.",
  },
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
      "It is missing, malformed, has unknown keys or bad values, or trusts nobody. Without whom to believe nothing can be proved.",
    fix: "Correct each place named, or make one: kprovengine keys trust FINGERPRINT --role runner --owner NAME.",
  },
  E_ARCHIVE: {
    title: "An archive can't be read or written safely",
    meaning:
      "It is cut short, holds something else than plain files of one bundle, or an entry would leave the directory it is unpacked into.",
    fix: "Ask for it again, made by kprovengine export.",
  },
  E_REVIEW: {
    title: "A review can't be written",
    meaning: "The bundle is not whole, the note is missing, or the reviewer's key can't sign.",
    fix: "Mend what the message names; nothing was written.",
  },
  E_SOURCE: {
    title: "A file that a check has to understand can't be read",
    meaning:
      "A manifest, workflow, Dockerfile or version file is malformed, ambiguous (duplicate keys, several YAML documents), too deep, larger than 4 MiB or not UTF-8, so nothing can be said about what it declares.",
    fix: "Correct the file at the line and column named; the tool that it is for would stumble over it, too.",
  },
  E_TOOL_MISSING: {
    title: "A program is not installed",
    meaning: "Something this command needs to call is not on PATH.",
    fix: "Install the program that the message names.",
  },
  E_TOOL_FAILED: {
    title: "A program failed or did not finish",
    meaning: "A program that this command called was killed, ran out of time, or could not be started.",
    fix: "Run the named program by hand and look at what it says.",
  },
  E_NO_REPOSITORY: {
    title: "Not in a git repository",
    meaning: "The check judges what git tracks, and there is no repository here.",
    fix: "Run it inside a checkout, or run git init.",
  },
  E_GIT: {
    title: "git failed",
    meaning: "git answered with an error, so nothing can be said about what it tracks.",
    fix: "Run the named git command by hand; git fsck finds a damaged repository.",
  },
  E_IO: {
    title: "A file could not be read or written",
    meaning: "The system refused: permissions, a full disk, a vanished file, a read-only directory.",
    fix: "Mend what the message names and run the command again; nothing existing was changed.",
  },
  E_INPUT: {
    title: "An input can't be recorded",
    meaning:
      "A declared input is missing, unreadable, not a file or directory, matches nothing, or has a name that is not UTF-8.",
    fix: "Correct the path or glob named; narrow a glob that reaches sockets, FIFOs or devices.",
  },
  E_SECRET_FILE: {
    title: "A file of secrets can't be read",
    meaning:
      "A file that run.secretFiles names is missing, unreadable or too large. Its values would not be kept out of the evidence, so nothing was started.",
    fix: "Correct run.secretFiles, or put the file in its place; it may have 64 KiB at most.",
  },
  E_PLACE_TAKEN: {
    title: "init can't write where it has to",
    meaning:
      "A file that init needs is somebody else's, is no text or no regular file, or a link on the way leads out of the repository, into git's own directory or nowhere. Nothing was written.",
    fix: "Move what the message names aside, or choose another directory with --governance.",
  },
  E_RECEIPT: {
    title: "The receipt of init can't be trusted",
    meaning:
      ".kprov/adopted.json can't be read, or names files, directories or texts that init never writes. It is a tracked file that a branch can change, so nothing is removed or renewed by it. Nothing was changed.",
    fix: "Restore it from a commit that you trust and run the command again.",
  },
  E_OUTPUT: {
    title: "An output can't be recorded",
    meaning: "A declared output lies where it can't be collected, or can't be read.",
    fix: "Declare outputs inside the working directory, or leave --collect out.",
  },
  E_NAME_COLLISION: {
    title: "Two files would become the same member",
    meaning: "Their paths in the bundle are equal, or equal on a file system that ignores case.",
    fix: "Rename one of them, or run them separately.",
  },
  E_RUN_ID: {
    title: "The run id can't be used",
    meaning:
      "A given run id has characters outside letters, digits, dot, dash and underscore, is too long, or exists already.",
    fix: "Leave --run-id out to have one drawn, or choose another.",
  },
  E_LOCKED: {
    title: "Another run holds the output directory",
    meaning: "Bundles of one directory are chained one after the other; another process did not let go in time.",
    fix: "Wait for the other run. The lock of a process that died is broken by itself.",
  },
  E_PREFLIGHT: {
    title: "There is no proved preflight of this state",
    meaning:
      "run.requirePreflight asks for a full, proved preflight of this very commit, tree, configuration and version, recent enough. Every reason why there is none is named. Nothing was started.",
    fix: "kprovengine preflight --attest, then run again. Files that the step makes belong into .gitignore, or they change the state.",
  },
  E_SECRET_LEFT: {
    title: "A known secret value would have reached the evidence",
    meaning: "The final sweep found it in a member that can't be left out, so no bundle was written.",
    fix: "Keep the secret out of file names, tags and step names.",
  },
  E_EVIDENCE_CHANGED: {
    title: "The evidence was changed while the step ran",
    meaning:
      "Something reached into the hidden workspace of the run and added, removed or replaced files. No bundle was made of it.",
    fix: "Find out what wrote into the output directory; steps should not touch it.",
  },
  E_NOTHING: {
    title: "Nothing to do or to judge",
    meaning: "No bundle, no input: an empty answer is never a pass.",
    fix: "Name at least one existing bundle, directory of bundles, or input.",
  },
  E_PLATFORM: {
    title: "This platform or Node version can't do that",
    meaning: "Something the command needs does not exist here.",
    fix: "Use Node 20.19 or later on Linux or macOS.",
  },
  E_INTERRUPTED: {
    title: "Interrupted",
    meaning:
      "A signal asked this program to stop before there was anything to keep. Exit code 128 + the signal's number.",
    fix: "Run it again. Once a step runs, an interruption is recorded in its bundle instead.",
  },
  E_BUG: {
    title: "A defect of kprovengine",
    meaning: "Something happened that this program does not understand. The outcome is undecided, never a pass.",
    fix: "Run again with --debug and report the stack.",
  },

  // Findings of a run: why a step that exited 0 has failed all the same.
  INPUT_CHANGED: {
    title: "An input changed while the step ran",
    meaning:
      "The file that was hashed before the step is not the file that lay there afterwards, so nobody can say which one was read.",
    fix: "Keep others from writing to it, or declare it as an output too when the step itself rewrites it.",
  },
  OUTPUT_MISSING: {
    title: "A declared output was not made",
    meaning: "After the step, the path or glob matched no file. A step that leaves out what it promised has failed.",
    fix: "Correct the step or the --output declaration.",
  },
  OUTPUT_UNREADABLE: {
    title: "A declared output can't be recorded",
    meaning: "It is not a regular file, can't be read, has a name that is not UTF-8, or changed while it was hashed.",
    fix: "Make sure that the step has finished writing, and that outputs are plain files.",
  },
  OUTPUT_NOT_COLLECTED: {
    title: "An output could not be copied into the bundle",
    meaning:
      "--collect copies outputs that lie in the working directory; this one lies outside, would collide, or differs from what was hashed.",
    fix: "Declare outputs inside the working directory, or leave --collect out.",
  },
  STEP_NOT_STARTED: {
    title: "The step's command could not be started",
    meaning: "The command was not found (exit 127) or is not executable (exit 126).",
    fix: "Check the command's spelling, PATH and permissions.",
  },

  BUNDLE_UNSIGNED: {
    title: "The bundle could not be signed",
    meaning: "The run is recorded and its bundle is whole, but the signer that was asked for failed.",
    fix: "Mend what the message names, then sign the bundle: kprovengine sign BUNDLE.",
  },
  MEMBER_WITHHELD: {
    title: "A member was left out of the bundle",
    meaning:
      "The final sweep found a known secret value in it. The bundle says that it is incomplete, and the run exits 125.",
    fix: "Keep the step from writing the secret into its outputs, then run it again.",
  },
  LOG_CUT: {
    title: "A log is incomplete",
    meaning: "The log could not be written to its end, for example because the disk was full. The run exits 125.",
    fix: "Make room, then run the step again.",
  },
  STREAM_CUT: {
    title: "What the step printed could not be passed on",
    meaning:
      "Our own stdout or stderr could take no more, for example because the disk behind it is full. The step may have succeeded; whoever called did not get all of its output, so the run exits 125.",
    fix: "Make room where the output is sent to, then run the step again.",
  },

  // Findings that any check may have.
  NOTHING_EXAMINED: {
    title: "Nothing was examined",
    meaning: "A check that looked at nothing has proved nothing.",
    fix: "Commit or add files, or run the check where they are.",
  },
  COVERAGE_MISMATCH: {
    title: "The coverage receipt does not add up",
    meaning:
      "Items considered differ from items examined plus items skipped with a reason: something was lost on the way.",
    fix: "Report it with --debug output; the verdict is undecided.",
  },

  // Findings of verify about a bundle.
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
    title: "A file in attestations/ holds no envelope",
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
      "A test result or a verification summary says something else than PASSED. That it is signed makes it no better.",
    fix: "Mend what failed, and have the statement made again.",
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

  // Findings of preflight.
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

  COMMAND_CHANGED_TREE: {
    title: "A command of the project changed what is judged",
    meaning:
      "Tracked files were not the same after it: the checks judged others. A formatter that writes, a generator, or somebody who went on working meanwhile.",
    fix: "Look at git diff, keep or drop the change, and run preflight again; let the command only check.",
  },

  // Findings of vendor.
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

  // Findings of check-artifacts.
  ARTIFACT_TRACKED: {
    title: "Build output, a cache or a log is tracked",
    meaning:
      "The path is on the deny list: the defaults for the usual ecosystems, and artifacts.deny of the configuration. Such files differ from machine to machine and hide what changed.",
    fix: "Run the git rm --cached line of the finding and add the path to .gitignore; or allow it in artifacts.allow, with a reason.",
  },
  ARTIFACT_IGNORED: {
    title: "A file is tracked and ignored at once",
    meaning:
      "git goes on publishing it, while tools that obey .gitignore no longer see it. Only the repository's own .gitignore files count.",
    fix: "Run the git rm --cached line of the finding; or take the pattern out of .gitignore, or except the path there with a ! line.",
  },
  SECRET_FILE_TRACKED: {
    title: "A file that holds secrets is tracked",
    meaning:
      "Its name, or its first bytes, are those of credentials or of a private key. No value is read into the report.",
    fix: "Run the git rm --cached line of the finding and rotate the secret: it stays in history. Allow public test keys in artifacts.allow, with a reason.",
  },
  COMPILED_FILE: {
    title: "Compiled code is tracked",
    meaning:
      "The first bytes are those of machine code or bytecode (ELF, Mach-O, PE, class, pyc, wasm, ar, Lua, LLVM, DEX, BEAM), whatever the name. Nobody can review it.",
    fix: "Run the git rm --cached line of the finding and build it where it is needed; or allow it in artifacts.allow, with a reason.",
  },
  FILE_TOO_LARGE: {
    title: "A tracked file is too large",
    meaning:
      "It has more bytes than artifacts.maxFileSize (5 MB = 5,000,000 bytes by default). A git-lfs pointer counts by the size it declares.",
    fix: "Run the git rm --cached line of the finding and keep the data elsewhere, by digest; or raise artifacts.maxFileSize, or allow the path with a reason.",
  },
  ALLOW_UNUSED: {
    title: "An allow entry exempts nothing",
    meaning:
      "Nothing that it matches is found any more, or its glob has a mistake. Left in place, it would hide the next file silently.",
    fix: "Remove the entry from artifacts.allow, or correct its glob.",
  },
  RULE_CANARY_MISSED: {
    title: "A rule did not find its planted violation",
    meaning:
      "Every run shows each rule, and each glob of artifacts.deny, something that it must find. What is blind to that has proved nothing.",
    fix: "Correct the glob that the finding names: paths are relative, without a leading or trailing slash. For a built-in rule, report it.",
  },
  RULE_FAILED: {
    title: "A rule could not decide",
    meaning: "It ended in an error at the path named. The other rules went on.",
    fix: "Correct the rule, if it is yours; else report it with the file's first bytes.",
  },

  // Findings of check-identity.
  NAME_MISMATCH: {
    title: "A manifest calls the project by another name",
    meaning:
      "The technical name must be the same in every manifest at the project's top, by each ecosystem's own rules: PEP 503, npm without the scope, Cargo, the last element of a Go module path. CITATION.cff's title must hold it or the display name.",
    fix: "Correct the manifest at the place named, or identity.name.",
  },
  DIRECTORY_MISMATCH: {
    title: "package.json says that it lies elsewhere in the repository",
    meaning:
      "repository.directory is where the package lies in its repository: npm's page and every link to the source lead there. It is another directory than the one where git tracks this package.json.",
    fix: "Write the directory that the finding names, or remove repository.directory from a package at the top.",
  },
  VALUE_COMPUTED: {
    title: "A manifest does not say plainly what it is asked for",
    meaning:
      "The value is made while something runs (setup.py, a dynamic field), inherited from elsewhere, or missing, and nothing of a repository is run to judge it. So it can't be compared, and nothing about it is proved.",
    fix: "Write a plain text there.",
  },
  ENTRY_POINT_MISMATCH: {
    title: "A package's commands don't fit the project",
    meaning:
      "None of the commands that the package installs carries the project's name, or a Python command starts a module that git does not track.",
    fix: "Correct the entry points at the place named: one command carries the name, and each starts what is there.",
  },
  URL_MISMATCH: {
    title: "Something names another repository",
    meaning:
      "A remote, a manifest or CITATION.cff does not lead to identity.repository. Protocols, .git, user names and, on hosts that ignore it, case don't count. With a remote called upstream, that one must agree; else origin.",
    fix: "Correct the URL at the place named, or identity.repository.",
  },
  README_URL_MISMATCH: {
    title: "The README leads to an old place of the repository",
    meaning:
      "A badge or clone command has the repository's name at another owner, or its owner and an old name. Readers would get the status, or the code, of something else.",
    fix: "Correct the URL at the place named, or identity.repository.",
  },
  DISPLAY_NAME_MISPLACED: {
    title: "The display name stands where it may not",
    meaning:
      "The name for people appears, whole and in this case, in a file that identity.display.allow does not name. Elsewhere the technical name belongs.",
    fix: "Write the technical name there, or add the file to identity.display.allow.",
  },
  FORBIDDEN_TOKEN: {
    title: "A forbidden token stands in a file",
    meaning:
      "A token of identity.forbidden, byte for byte and in this case, as UTF-8 or UTF-16, in the index or in the work tree where it differs. Binary, hidden and ignored files count; the file that declares the tokens does not.",
    fix: "Replace it at the place named, and git add the file. What was pushed before stays in history.",
  },
  FORBIDDEN_IN_NAME: {
    title: "A forbidden token stands in a path",
    meaning: "The path of a tracked file, link or submodule holds a token of identity.forbidden.",
    fix: "Run the git mv line of the finding with another path.",
  },
  FORBIDDEN_IN_LINK: {
    title: "A forbidden token stands in a link's target",
    meaning:
      "A tracked symbolic link leads to a path that holds a token of identity.forbidden. git publishes the target.",
    fix: "Make the link anew with another target, as in the finding, and git add it.",
  },
  LABEL_MISSING: {
    title: "An image lacks a label",
    meaning:
      "The final stage of a Dockerfile, with the stages that it is built on, has no such label: one of identity.docker.labels, or source and title, which follow from the identity.",
    fix: "Add the LABEL line that the finding shows.",
  },
  LABEL_MISMATCH: {
    title: "An image's label has a wrong value",
    meaning:
      "The value, with the defaults of ARG filled in, is not what the identity says, or is not of the type that the OCI image specification gives to the key.",
    fix: "Correct the label at the place named, or the configuration.",
  },
  LABEL_UNKNOWN: {
    title: "A label that the OCI image specification doesn't know",
    meaning:
      "The prefix org.opencontainers belongs to the specification, and it has no such key: nothing will read it.",
    fix: "Correct the key, or use a prefix of your own.",
  },
  LABEL_UNRESOLVED: {
    title: "A label's value can't be known",
    meaning: "It is made of a build argument or variable that has no default in the Dockerfile, so it was not judged.",
    fix: "Give the ARG that the finding names a default that the label may have.",
  },
  DEAD_GLOB: {
    title: "A path or glob of the configuration matches nothing",
    meaning: "No tracked file is there, so what it asks for was not done: a mistake, or a file that was moved.",
    fix: "Correct or remove the entry that the finding names.",
  },
  SOURCE_MALFORMED: {
    title: "A file of the project can't be read as what it is",
    meaning:
      "A manifest or other structured file has a syntax error, or a value of the wrong kind, at the place named.",
    fix: "Correct the file; the ecosystem's own tool says more about it.",
  },

  // Findings of check-runtime.
  RUNTIME_MISMATCH: {
    title: "Two declarations of a runtime can't both be right",
    meaning:
      "A pin lies outside of a declared range or of the configuration's runtime, two ranges share no version, or two pins name different ones. Each finding names both places. Declarations are compared when one's directory holds the other's.",
    fix: "Make the two places that the finding names agree.",
  },
  RUNTIME_UNTESTED: {
    title: "A promised runtime version is not tested",
    meaning:
      "CI sets up other versions than the lowest line of a declared range, or than the lowest and highest of the configuration's runtime. It is undecided when CI does not show which versions it uses.",
    fix: "Add the version that the finding names to CI, or raise the bound.",
  },
  RUNTIME_UNDECLARED: {
    title: "No file declares the runtime",
    meaning:
      "The configuration's runtime names one that nothing else in the repository speaks of: no installer obeys our configuration, or the line is left over. Undecided when nothing at all names a runtime.",
    fix: "Declare the version where the ecosystem's tools look for it, or remove the line from the configuration.",
  },
  RUNTIME_UNREADABLE: {
    title: "A declaration of a runtime can't be understood",
    meaning:
      "The value is no version or range of its ecosystem, names no fixed version (latest, an image without a tag), or depends on what is known only when it runs. It decides nothing, so nothing about it is proved.",
    fix: "Write a version or a range at the place that the finding names.",
  },
  RUNTIME_CI_UNSEEN: {
    title: "CI names a part of itself that can't be looked at",
    meaning:
      "A workflow uses an action or workflow of this repository, or .gitlab-ci.yml includes a file, that git does not track, that brings in itself, or that can't be read as such. What it would test is unknown. Parts of other repositories are no finding; they are counted, and doubted only where they could hide a test that is missed.",
    fix: "Correct what the place named names, or add the file to git.",
  },
  RUNTIME_WRONG_VERSION: {
    title: "The interpreter here is not one that the repository asks for",
    meaning:
      "What would run here (VIRTUAL_ENV, .venv, PATH) was asked for its version, and a declaration at the top or the configuration's runtime refuses it.",
    fix: "Activate the project's environment, or install a version that the finding names.",
  },
  RUNTIME_MISSING: {
    title: "An interpreter could not be asked for its version",
    meaning:
      "The configuration's runtime names it and it is not installed, or it is there and does not answer: a broken environment, a timeout, or a program that the repository itself brings and that is therefore not run.",
    fix: "Install it, or make the environment anew.",
  },
} as const satisfies Record<string, CodeEntry>;
