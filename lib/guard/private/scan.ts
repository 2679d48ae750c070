/**
 * The scan for private tokens: the same surfaces as for those that everybody may read.
 *
 * @module
 */
import { type ScanForbiddenOptions, type Scanned, scanFor } from "../forbidden/index.ts";
import type { PrivateList } from "./list.ts";

/** Look for the tokens of `list` everywhere; no file is exempt. Throws as `scanForbidden` does. */
export const scanPrivate = async (
  { matcher, digests, coverage }: PrivateList,
  options: Omit<ScanForbiddenOptions, "tokens" | "declaredIn">,
): Promise<Scanned> => {
  const scanned = await scanFor(matcher, { ...options, tokens: digests, declaredIn: [], list: "private" });
  return { findings: scanned.findings, coverage: [coverage, ...scanned.coverage] };
};
