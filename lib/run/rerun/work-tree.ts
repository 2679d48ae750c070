/**
 * What the recorded run had in its work tree and a clean copy has not.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { isFileAt, namedPaths, outputsBelow } from "../copy/index.ts";
import { inputsOf } from "./inputs.ts";
import type { Drift, Recorded } from "./types.ts";

/** Tracked files that were not as committed: nobody has them, unless they are inputs, which were found by digest, or made anew. */
export const workTreeDrift = (recorded: Recorded): Drift[] => {
  const { externalParameters: asked } = recorded.provenance.predicate.buildDefinition;
  const inputs = new Set(
    inputsOf(recorded.provenance).map(({ name = "" }) => posix.join(asked.workingDirectory, name)),
  );
  const isOutput = outputsOf(recorded);
  return (recorded.summary.git.before?.changed ?? [])
    .filter(({ path }) => !inputs.has(path) && !isOutput(path))
    .map(({ path }) => ({
      kind: "git" as const,
      subject: path,
      recorded: "changed, not committed",
      found: "as committed",
    }));
};

/**
 * What the command line names and the copy has not, though the recorded run had it, or the work tree at `top` still has it: files
 * that git did not track and that nobody declared. Their bytes were never recorded.
 */
export const missingDrift = (recorded: Recorded, { copy, top }: { copy: string; top: string | null }): Drift[] => {
  const { externalParameters: asked } = recorded.provenance.predicate.buildDefinition;
  const untracked = recorded.summary.git.before?.untracked ?? [];
  const isOutput = outputsOf(recorded);
  const wasThere = (path: string): boolean =>
    untracked.some((name) => (name.endsWith("/") ? `${path}/`.startsWith(name) : path === name));
  const isThere = (path: string): boolean => top !== null && isFileAt(join(top, path));
  return namedPaths(asked.argv ?? [], asked.workingDirectory)
    .filter((path) => !isOutput(path) && !existsSync(join(copy, path)) && (wasThere(path) || isThere(path)))
    .map((path) => ({
      kind: "git" as const,
      subject: path,
      recorded: "not tracked by git and not declared, so its bytes are not known",
      found: "not there",
    }));
};

// --- internal ---

/** Outputs as declared, and as they were found. */
const outputsOf = ({ provenance }: Recorded): ((path: string) => boolean) => {
  const { externalParameters: asked } = provenance.predicate.buildDefinition;
  const isDeclared = outputsBelow(asked.outputs, { top: "/", cwd: join("/", asked.workingDirectory) });
  const made = provenance.subject.map(({ name }) => posix.join(asked.workingDirectory, name));
  // The directory of an output is made by the step, too.
  return (path) => isDeclared(path) || made.some((name) => name === path || name.startsWith(`${path}/`));
};
