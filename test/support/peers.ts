/**
 * Programs made by others that a test needs.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where `.ci/run` puts Python packages; `KPROV_TEST_VENV` names another place. */
const environment =
  process.env["KPROV_TEST_VENV"] ?? fileURLToPath(new URL("../../node_modules/.cache/peers", import.meta.url));

/** The program at the absolute `path`, or null when it isn't there: said loudly, and an error in CI. */
export const peer = (path: string): string | null => {
  if (existsSync(path)) return path;
  if (process.env["TESTED_IN_CI"]) throw new Error(`"${path}" is missing; .ci/run says how it is installed`);
  console.warn(
    `\nNOT TESTED against software made by others: "${path}" is missing; .ci/run says how it is installed\n`,
  );
  return null;
};

/** The same for a program of the Python environment. */
export const pythonPeer = (name: string): string | null => peer(join(environment, "bin", name));
