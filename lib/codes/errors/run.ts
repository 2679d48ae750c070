/**
 * What keeps a step from being run or recorded.
 *
 * @module
 */
import type { CodeEntry } from "../entry.ts";

export const runErrors = {
  E_LOOKS_LIKE_PROGRAM: {
    title: "An input looks like a program",
    meaning: "kprovengine run FILE processes the file as data. A program as input is nearly always a forgotten --.",
    fix: "Put -- before the command: kprovengine run -- python train.py. --pipeline text insists on data.",
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
  E_PREFLIGHT: {
    title: "There is no proved preflight of this state",
    meaning:
      "run.requirePreflight asks for a full, proved preflight of this very commit, tree, configuration and version, recent enough. Every reason why there is none is named. Nothing was started.",
    fix: "kprovengine preflight --attest, then run again. Files that the step makes belong into .gitignore, or they change the state.",
  },
  E_PREFLIGHT_RECEIPT: {
    title: "The expected receipt can't be compared with",
    meaning:
      "The file of --expect-receipt is missing, unreadable, or not the statement that preflight --receipt or --attest writes, signed or not. Nothing was judged.",
    fix: "kprovengine preflight --receipt FILE writes one; an older one may lack what is compared now.",
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
    meaning:
      "What was recorded is not enough, for example because a secret was taken out of the command line, or an absolute path leads out of the copy into the repository itself.",
    fix: "Run the step anew with run: give secrets in the environment instead of on the command line, and paths relative to the working directory.",
  },
  E_TRACER: {
    title: "Files can't be traced here",
    meaning:
      "--trace-files and --strict-inputs need Linux, strace 5.3 or later, and leave to use ptrace. The step was not started: nothing runs untraced when a trace was asked for.",
    fix: "Install strace; in a container allow ptrace (--cap-add SYS_PTRACE). Or run without the two flags.",
  },
} as const satisfies Record<string, CodeEntry>;
