/**
 * The gate before a step, loaded when a configuration asks for it.
 *
 * @module
 */
import type { RequireOptions } from "./attest/required.ts";

export type { RequiredPreflight } from "./attest/required.ts";

/** See `attest/required.ts`. */
export const requirePreflight = async (options: RequireOptions): Promise<{ path: string; sha256: string }> =>
  (await import("./attest/required.ts")).requirePreflight(options);
