/**
 * Errors: something could not be done.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";
import { anywhereErrors } from "./errors/anywhere.ts";
import { evidenceErrors } from "./errors/evidence.ts";
import { runErrors } from "./errors/run.ts";

export const errorCodes = {
  ...anywhereErrors,
  ...runErrors,
  ...evidenceErrors,
} as const satisfies Record<string, CodeEntry>;
