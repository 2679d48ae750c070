/**
 * Findings of check-runtime.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const checkRuntimeCodes = {
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
