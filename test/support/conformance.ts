/**
 * Material made by others, beside the checkout.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const place = fileURLToPath(new URL("../../../shared/conformance/", import.meta.url));

/** Path below the conformance material, or null when it isn't there: said loudly, and an error in CI. */
export const conformance = (path: string): string | null => {
  const found = join(place, path);
  if (existsSync(found)) return found;
  if (process.env["TESTED_IN_CI"]) throw new Error(`The conformance material "${found}" is missing`);
  console.warn(`\nNOT TESTED against outside material: "${found}" is missing\n`);
  return null;
};
