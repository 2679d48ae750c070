/**
 * Where the work tree begins.
 *
 * @module
 */
import { accessSync, constants, existsSync, readFileSync, realpathSync } from "node:fs";
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

/**
 * The directory that holds the index of the work tree at `root`: for a linked one, it lies in the repository that it
 * belongs to. Throws as `git` does.
 */
export const gitDirectory = (cwd: string, root: string): string =>
  isOrdinaryTop(root)
    ? join(root, ".git")
    : gitSync(["rev-parse", "--absolute-git-dir"], { cwd }).toString("utf8").replace(/\n$/, "");

/**
 * A `.git` that git itself would accept (setup.c, is_git_directory), and nothing in its configuration that could move the
 * work tree. One that git passes over belongs to nobody: the repository is then another, further up.
 */
export const isOrdinaryTop = (cwd: string): boolean => {
  const at = (name: string) => join(cwd, ".git", name);
  try {
    for (const name of ["objects", "refs"]) accessSync(at(name), constants.X_OK);
    const isHead = /^(?:ref: refs\/|[0-9a-f]{40})/.test(readFileSync(at("HEAD"), "latin1"));
    if (!isHead || existsSync(at("commondir"))) return false;
    return !/worktree|\[\s*include/i.test(readFileSync(at("config"), "utf8"));
  } catch {
    return false;
  }
};
