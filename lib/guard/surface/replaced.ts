/**
 * Whether somebody has replaced objects in this clone.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { errnoOf } from "../../errors.ts";
import { gitSync } from "../../git.ts";

/**
 * Whether `git replace` was used: then a file of the work tree may be another object than the one that the index names and
 * a push sends, although git calls them the same. Throws as `git` does.
 */
export const hasReplacements = (cwd: string, gitDir: string): boolean => {
  const common = commonDirectory(gitDir);
  // Other ways of keeping references have no files to look at.
  const isPossible = ["reftable", "refs/replace"].some((name) => existsSync(join(common, name)));
  return isPossible ? asked(cwd) : textOf(join(common, "packed-refs")).includes(" refs/replace/");
};

// --- internal ---

const asked = (cwd: string): boolean =>
  gitSync(["for-each-ref", "--count=1", "--format=%(refname)", "refs/replace/"], { cwd }).length > 0;

/** gitrepository-layout(5), commondir. */
const commonDirectory = (gitDir: string): string => resolve(gitDir, textOf(join(gitDir, "commondir")).trim());

const textOf = (path: string): string => {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return "";
    throw error;
  }
};
