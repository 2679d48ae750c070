/**
 * Errors: something could not be done.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const errorCodes = {
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
      "The form needs something that the bundle hasn't: a signature, a run that succeeded, an Ed25519 key, steps whose files agree. Nothing was written.",
    fix: "Do what the message says, or export it in another form; --format tar takes every bundle that is whole.",
  },
  E_COMPARE: {
    title: "Two things can't be compared",
    meaning:
      "One of them is no bundle, no trace and no receipt of a check, has not the fields that it must have, or the two are of different kinds. A bundle that is not whole is refused with what verify says of it.",
    fix: "Name two bundles (directories or tars), two traces, or two receipts of one check (--attest or --json).",
  },
  E_NO_EARLIER: {
    title: "There is no earlier run to compare with",
    meaning:
      "--last compares the newest run of a step with the last approved or last green one before it, in one directory of runs. There is no run of this step there, or none before it that succeeded and is whole.",
    fix: "Run the step again, name the directory with --out, or name two bundles.",
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
    title: "Another process holds a lock",
    meaning:
      "Bundles of one directory are chained one after the other, and a trust file is changed by one process at a time; another one did not let go in time.",
    fix: "Wait for the other process. The lock of a process that died is broken by itself.",
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
  E_CLEAN_COPY: {
    title: "No clean copy can be made",
    meaning:
      "A step is repeated in a clean copy: a checkout of one commit with the declared inputs in it. Something that the step could read would be missing or different there, or the copy would lie inside of the repository.",
    fix: "Commit what the message names, or declare it with --input; set TMPDIR to a directory outside of the repository.",
  },
  E_COMMIT_MISSING: {
    title: "The recorded commit is not in this repository",
    meaning: "A run is repeated at the commit that it was recorded at, and no object of that name is here.",
    fix: "Fetch it (git fetch --unshallow for a shallow clone), or name another clone with --repo.",
  },
  E_NOT_REPEATABLE: {
    title: "The run can't be executed again",
    meaning: "What was recorded is not enough, for example because a secret was taken out of the command line.",
    fix: "Run the step anew with run, and give secrets in the environment instead of on the command line.",
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
  E_TRACER: {
    title: "Files can't be traced here",
    meaning:
      "--trace-files and --strict-inputs need Linux, strace 5.3 or later, and leave to use ptrace. The step was not started: nothing runs untraced when a trace was asked for.",
    fix: "Install strace; in a container allow ptrace (--cap-add SYS_PTRACE). Or run without the two flags.",
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
} as const satisfies Record<string, CodeEntry>;
