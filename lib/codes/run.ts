/**
 * Findings of a run: why a step that exited 0 has failed all the same.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const runCodes = {
  INPUT_CHANGED: {
    title: "An input changed while the step ran",
    meaning:
      "The file that was hashed before the step is not the file that lay there afterwards, so nobody can say which one was read.",
    fix: "Keep others from writing to it, or declare it as an output too when the step itself rewrites it.",
  },
  INPUT_UNDECLARED: {
    title: "The step read a file that is not declared",
    meaning:
      "Under --strict-inputs every file that the step opens for reading or executes, in the project or outside of it, must be an input, a lock file, a recorded tool or a file of the recorded commit, unchanged, or be made by the step itself; only the system, installations of tools, caches and bundles are exempt, as runtime-trace-v0.md lists them. This one is none of them, so that the evidence does not name what the result depends on.",
    fix: "Declare it with --input, or keep the step from reading it.",
  },
  READS_UNSEEN: {
    title: "The tracer may not have seen everything that was read",
    meaning:
      "The step used what a tracer of system calls can't follow: io_uring, other roots or mounts (namespace), a relative name whose directory is not known (unresolved), processes that outlived the run (outlived); or a line of the tracer could not be read. Under --strict-inputs a doubt fails the run.",
    fix: "Keep the step from doing it, or use --trace-files, which notes it and does not fail.",
  },
  FILE_TRACE_CUT: {
    title: "The trace of files is not whole",
    meaning:
      "The tracer was ended before the step, or has seen nothing of it. The bundle has no trace and says that it is incomplete; the run exits 125.",
    fix: "Find out what ended strace (memory limits, the step itself), then run the step again.",
  },
  OUTPUT_UNDECLARED: {
    title: "The step wrote a file that is no declared output",
    meaning:
      "A note, no failure: with --scan-files or --trace-files a file of the project was created, changed or deleted that no --output names. It stands in run_summary.json (scan) or runtime_trace.json.",
    fix: "Declare it with --output when others need it, or have the step write it elsewhere.",
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
} as const satisfies Record<string, CodeEntry>;
