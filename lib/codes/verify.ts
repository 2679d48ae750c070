/**
 * Findings of verify.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";
import { aroundCodes } from "./verify/around.ts";
import { wholeBundleCodes } from "./verify/bundle.ts";
import { originCodes } from "./verify/origin.ts";
import { reviewCodes } from "./verify/review.ts";

export const verifyCodes = {
  ...wholeBundleCodes,
  ...originCodes,
  ...reviewCodes,
  ...aroundCodes,
} as const satisfies Record<string, CodeEntry>;
