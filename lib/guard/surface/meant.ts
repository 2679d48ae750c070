/**
 * Whether the repository around a directory is the one that git's own variables mean.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { KprovError } from "../../errors.ts";
import { gitDirectory, topLevel } from "./top-level.ts";

/** Where a repository is: see `Snapshot`. */
export interface Place {
  root: string;
  gitDir: string;
}

/**
 * The repository around `cwd`, when `env` means no other: with `git --git-dir=… --work-tree=…` a commit is made of another
 * index than the one that would be found here (git(1), GIT_DIR and GIT_WORK_TREE).
 *
 * Throws `E_STAGED` when it is another, or none is found here; without those variables as `git` does.
 */
export const meantPlace = (cwd: string, env: NodeJS.ProcessEnv): Place => {
  const place = placeAround(cwd, env);
  const { root, gitDir } = place;
  // A hook starts at the top; a person may stand deeper.
  const isHere = (named: string, here: string) => [root, cwd].some((from) => isSame(resolve(from, named), here));
  if (!isHere(namedIn(env, "GIT_DIR") ?? gitDir, gitDir)) throw elsewhere("GIT_DIR", env, cwd);
  if (!isHere(namedIn(env, "GIT_WORK_TREE") ?? root, root)) throw elsewhere("GIT_WORK_TREE", env, cwd);
  return place;
};

// --- internal ---

type Variable = "GIT_DIR" | "GIT_WORK_TREE";

const namedIn = (env: NodeJS.ProcessEnv, name: Variable): string | undefined => env[name] || undefined;

const placeAround = (cwd: string, env: NodeJS.ProcessEnv): Place => {
  try {
    const root = topLevel(cwd);
    return { root, gitDir: gitDirectory(cwd, root) };
  } catch (error) {
    const name = (["GIT_DIR", "GIT_WORK_TREE"] as const).find((one) => namedIn(env, one) !== undefined);
    const isNone = error instanceof KprovError && error.code === "E_NO_REPOSITORY";
    throw isNone && name !== undefined ? elsewhere(name, env, cwd) : error;
  }
};

const isSame = (a: string, b: string): boolean => {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
};

const elsewhere = (name: Variable, env: NodeJS.ProcessEnv, cwd: string): KprovError =>
  new KprovError(
    "E_STAGED",
    `Cannot judge what is staged: ${name} is "${env[name]}", which is not the repository around "${cwd}"`,
    {
      hint: "only a repository whose .git lies in its work tree can be judged: work there, and unset GIT_DIR and GIT_WORK_TREE",
    },
  );
