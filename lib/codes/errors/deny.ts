/**
 * What can go wrong with private lists.
 *
 * @module
 */
import type { CodeEntry } from "../entry.ts";

export const denyErrors = {
  E_SALT: {
    title: "The salt of the private list is not here",
    meaning:
      "A private list holds keyed digests. Without the salt that it was made with, nothing can be added to it, and no text can be compared with it.",
    fix: "Set KPROV_DENY_SALT, or give --salt-file FILE. For a new list, kprovengine deny salt FILE makes a salt.",
  },
} as const satisfies Record<string, CodeEntry>;
