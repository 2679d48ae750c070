/**
 * Where a person's own keys and trust file lie: never in what is judged.
 *
 * @module
 */
import { readdirSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { type ErrorCode, KprovError } from "./errors.ts";

/**
 * `$KPROV_CONFIG_DIR`, else `$XDG_CONFIG_HOME/kprovengine`, else `~/.config/kprovengine`; null when there is no home.
 *
 * A relative path in a variable is ignored, as the XDG Base Directory Specification says: it could lead into a checkout.
 */
export const userDir = (env: NodeJS.ProcessEnv = process.env): string | null => {
  const own = env["KPROV_CONFIG_DIR"];
  if (own !== undefined && isAbsolute(own)) return own;
  const base = env["XDG_CONFIG_HOME"];
  if (base !== undefined && isAbsolute(base)) return join(base, "kprovengine");
  const home = env["HOME"] ?? homedir();
  return isAbsolute(home) ? join(home, ".config", "kprovengine") : null;
};

/**
 * The same where it is needed. Throws `code` without a home, and when the directory lies in the git work tree of `cwd`:
 * one `git add --all` would publish the keys, and a checkout could bring its own idea of whom to trust.
 *
 * It need not exist yet. Links on the way are followed before it is judged.
 */
export const requireUserDir = (
  { cwd, env = process.env }: { cwd: string; env?: NodeJS.ProcessEnv },
  code: ErrorCode = "E_KEY",
): string => {
  const dir = userDir(env);
  if (dir === null)
    throw new KprovError(code, "Cannot find your own configuration directory: there is no home directory", {
      hint: "set KPROV_CONFIG_DIR to an absolute path",
    });
  const real = realPathOf(dir);
  const tree = workTreesOf(cwd).find((top) => isInside(real, top));
  if (tree !== undefined)
    throw new KprovError(code, `Cannot use "${dir}": it lies in the git work tree "${tree}"`, {
      hint: "set KPROV_CONFIG_DIR to an absolute path outside of it, or unset it",
    });
  return dir;
};

/** Whether this person has any key of their own; cheap, for commands that only want to mention it. Never throws. */
export const hasOwnKeys = (env: NodeJS.ProcessEnv = process.env): boolean => {
  const dir = userDir(env);
  try {
    return dir !== null && readdirSync(join(dir, "keys")).some((name) => name.endsWith(".key.json"));
  } catch {
    return false;
  }
};

/** Top of the nearest git work tree around `cwd`, without links; null outside of one. Nothing is run for it. */
export const workTreeTop = (cwd: string): string | null => workTreesOf(cwd)[0] ?? null;

// --- internal ---

/** Of what exists of the path; the rest is taken as it is. */
const realPathOf = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realPathOf(above), relative(above, path));
  }
};

/** The nearest work tree around `cwd`. A `.git` that is a file leads elsewhere (submodule, linked tree): what is around it counts, too. */
const workTreesOf = (cwd: string): string[] => {
  const found: string[] = [];
  for (let dir = realPathOf(cwd); ; dir = dirname(dir)) {
    const stats = statSync(join(dir, ".git"), { throwIfNoEntry: false });
    if (stats?.isFile() === true) found.push(dir);
    if (stats?.isDirectory() === true && statSync(join(dir, ".git/HEAD"), { throwIfNoEntry: false }) !== undefined)
      return [...found, dir];
    if (dirname(dir) === dir) return found;
  }
};

const isInside = (path: string, dir: string): boolean =>
  path === dir || path.startsWith(dir.endsWith(sep) ? dir : dir + sep);
