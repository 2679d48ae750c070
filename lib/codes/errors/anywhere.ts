/**
 * What can go wrong in every command.
 *
 * @module
 */
import type { CodeEntry } from "../entry.ts";

export const anywhereErrors = {
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
  E_JSON: {
    title: "A JSON document can't be read or written safely",
    meaning: "It is malformed, not UTF-8, ambiguous (duplicate keys), too deep or too large.",
    fix: "Restore the document from where it was made; two readers could disagree on this one.",
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
  E_STAGED: {
    title: "What is staged can't be judged",
    meaning:
      "--staged judges what a commit would hold. GIT_INDEX_FILE names an index that git does not keep in this repository, GIT_DIR or GIT_WORK_TREE means another repository than the one around the working directory, the configuration that lies here is not staged, or the index holds a path or a file that can't be used.",
    fix: "Stage what the message names, or unset the variable that it names, and run it again.",
  },
  E_IO: {
    title: "A file could not be read or written",
    meaning: "The system refused: permissions, a full disk, a vanished file, a read-only directory.",
    fix: "Mend what the message names and run the command again; nothing existing was changed.",
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
  E_LOCKED: {
    title: "Another process holds a lock",
    meaning:
      "Bundles of one directory are chained one after the other, and a trust file is changed by one process at a time; another one did not let go in time.",
    fix: "Wait for the other process. The lock of a process that died is broken by itself.",
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
} as const satisfies Record<string, CodeEntry>;
