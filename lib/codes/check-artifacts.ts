/**
 * Findings of check-artifacts.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const checkArtifactsCodes = {
  ARTIFACT_TRACKED: {
    title: "Build output, a cache or a log is tracked",
    meaning:
      "The path is on the deny list: the defaults for the usual ecosystems, and artifacts.deny of the configuration. Such files differ from machine to machine and hide what changed.",
    fix: "Run the git rm --cached line of the finding and add the path to .gitignore; or allow it in artifacts.allow, with a reason.",
  },
  ARTIFACT_IGNORED: {
    title: "A file is tracked and ignored at once",
    meaning:
      "git goes on publishing it, while tools that obey .gitignore no longer see it. Only the repository's own .gitignore files count; under a base the base's, too, for what the base does not track.",
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
} as const satisfies Record<string, CodeEntry>;
