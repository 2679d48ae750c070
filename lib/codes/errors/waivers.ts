/**
 * What could not be done with the list of waivers.
 *
 * @module
 */
import type { CodeEntry } from "../entry.ts";

export const waiverErrors = {
  E_WAIVERS: {
    title: "The list of waivers can't be changed",
    meaning:
      ".kprov/waivers.json is malformed, or is no regular file in a directory of its own, so nobody knows what writing it anew would lose. Nothing was written.",
    fix: "Correct the file, or restore it with git checkout HEAD -- .kprov/waivers.json, and run the command again.",
  },
} as const satisfies Record<string, CodeEntry>;
