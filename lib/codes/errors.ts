/**
 * Errors: something could not be done.
 *
 * @module
 */
import { catalogCodes } from "./catalog.ts";
import type { CodeEntry } from "./entry.ts";
import { anywhereErrors } from "./errors/anywhere.ts";
import { denyErrors } from "./errors/deny.ts";
import { evidenceErrors } from "./errors/evidence.ts";
import { governanceErrors } from "./errors/governance.ts";
import { runErrors } from "./errors/run.ts";
import { waiverErrors } from "./errors/waivers.ts";

export const errorCodes = {
  ...anywhereErrors,
  ...runErrors,
  ...evidenceErrors,
  ...denyErrors,
  ...governanceErrors,
  ...waiverErrors,
  ...catalogCodes,
} as const satisfies Record<string, CodeEntry>;
