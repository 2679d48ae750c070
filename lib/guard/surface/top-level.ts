/**
 * Where the work tree begins.
 *
 * @module
 */
import { readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { gitSync } from "../../git.ts";

/**
 * The top level of the work tree around `cwd`, without symbolic links. Throws as `git` does.
 *
 * At an ordinary top level it is known without asking git, which would cost as much as all of the reading
 * in a small repository.
 */
export const topLevel = (cwd: string): string => {
  if (isOrdinaryTop(cwd)) return realpathSync(cwd);
  return gitSync(["rev-parse", "--show-toplevel"], { cwd }).toString("utf8").replace(/\n$/, "");
};

// --- internal ---

/** A `.git` that git itself would accept, and nothing in its configuration that could move the work tree. */
const isOrdinaryTop = (cwd: string): boolean => {
  try {
    const isThere = ["HEAD", "objects", "refs"].every((name) => statSync(join(cwd, ".git", name)));
    return isThere && !/worktree|\[\s*include/i.test(readFileSync(join(cwd, ".git", "config"), "utf8"));
  } catch {
    return false;
  }
};
