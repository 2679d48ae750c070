/**
 * What could not be done with the base branch and with the record of governance.
 *
 * @module
 */
import type { CodeEntry } from "../entry.ts";

export const governanceErrors = {
  E_BASE: {
    title: "The base can't be had",
    meaning:
      "In a pull request, and with --base, the base's configuration, waivers and lists judge. It is not in this clone, is ambiguous, or can't be used, so nothing could be judged. A candidate never judges itself instead.",
    fix: "Run the command that the message shows, usually a git fetch; or check out with the whole history (fetch-depth: 0).",
  },
  E_GOVERNANCE: {
    title: "Governance can't be recorded or shown",
    meaning:
      "There is no record, it is malformed, something else lies in its place, or there is nothing to record it for. Nothing was written.",
    fix: "Do what the message says; git checkout HEAD -- .kprov/governance.lock.json restores a record.",
  },
} as const satisfies Record<string, CodeEntry>;
