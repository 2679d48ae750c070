/**
 * Whether this machine can trace files: tests of it need a real tracer.
 *
 * @module
 */
import { which } from "../../lib/exec.ts";

/** True when strace is installed. Without it the tests are left out loudly, and fail in CI. */
export const hasStrace = (): boolean => {
  if ("found" in which("strace", { cwd: "/", env: process.env })) return true;
  if (process.env["TESTED_IN_CI"]) throw new Error("strace is missing: apt-get install strace");
  console.warn("\nNOT TESTED with a real tracer: strace is not installed\n");
  return false;
};
