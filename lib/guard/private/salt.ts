/**
 * The salt: the secret without which a private list says nothing.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { errnoOf, KprovError, messageOf } from "../../errors.ts";
import { saltVariable } from "../../exec.ts";
import { readSmallFile } from "../../files.ts";
import { workTreeTop } from "../../user-dir.ts";

export interface SaltOptions {
  /** `--salt-file`, relative to `cwd`. */
  flag: string | undefined;
  env: NodeJS.ProcessEnv;
  /** `saltFile` of the configuration: relative to `root`, absolute, or below the home directory by `~/`. */
  configured: string | undefined;
  cwd: string;
  /** The configuration's directory. */
  root: string;
}

/** The salt, or why there is none here. */
export type FoundSalt = { salt: string; from: string } | { missing: string };

/**
 * The salt of the flag, else of `KPROV_DENY_SALT`, else of the configuration's file. An empty variable is what CI makes of a
 * secret that is not there: none. No place is tried after one that was named and has none.
 *
 * Throws `E_CONFIG` for one that is too weak, and for a file inside the work tree, where one `git add` would publish it.
 */
export const findSalt = ({ flag, env, configured, cwd, root }: SaltOptions): FoundSalt => {
  if (flag !== undefined) return readSalt(resolve(cwd, homed(flag, env)), shownAs(flag, "--salt-file"), cwd);
  const given = env[saltVariable] ?? "";
  if (given.trim() !== "") return { salt: assertSalt(given, saltVariable), from: saltVariable };
  if (configured !== undefined) {
    const shown = shownAs(configured, "identity.forbidden.saltFile");
    return readSalt(resolve(root, homed(configured, env)), shown, cwd);
  }
  return { missing: `${saltVariable} is not set` };
};

/** The salt without the white space around it. Throws `E_CONFIG` for one that could be guessed. */
export const assertSalt = (text: string, place: string): string => {
  const salt = text.trim();
  if (Buffer.byteLength(salt) < shortest || new Set(salt).size < fewest || /[\r\n]/.test(salt))
    throw new KprovError("E_CONFIG", `Cannot use the salt in "${place}": it could be guessed`, {
      hint: `expected one line of at least ${shortest} random characters; kprovengine deny salt FILE makes one`,
    });
  return salt;
};

/** Throws `E_CONFIG` for a path that lies in the work tree around `cwd`. */
export const assertOutside = (path: string, shown: string, cwd: string): void => {
  const top = workTreeTop(cwd);
  if (top === null) return;
  const below = relative(top, realPathOf(path));
  if (below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below)) return;
  throw new KprovError("E_CONFIG", `Cannot use the salt in "${shown}": it lies in the git work tree "${top}"`, {
    hint: "keep it outside of the repository, where no commit can publish it",
  });
};

// --- internal ---

/** Bytes: 128 bits as hexadecimal digits. */
const shortest = 32;
/** Different characters, so that a word over and over is none. */
const fewest = 8;

const homed = (path: string, env: NodeJS.ProcessEnv): string =>
  path.startsWith("~/") ? `${env["HOME"] ?? homedir()}${path.slice(1)}` : path;

/** A path, or where it was given when somebody has taken the salt itself for its file: reports are public. */
const shownAs = (path: string, place: string): string => (isLikeSalt(path) ? place : path);

/** A part of a path as salts are: hexadecimal digits, or base64, which may have slashes in it. */
const isLikeSalt = (path: string): boolean =>
  /[0-9A-Za-z+=_-]{32}/.test(path) || /^[0-9A-Za-z+][0-9A-Za-z+/=_-]{31}/.test(path);

const readSalt = (path: string, shown: string, cwd: string): FoundSalt => {
  assertOutside(path, shown, cwd);
  try {
    return { salt: assertSalt(readSmallFile(path, 4096).toString("utf8"), shown), from: shown };
  } catch (error) {
    if (error instanceof KprovError) throw error;
    const isAbsent = errnoOf(error) === "ENOENT";
    // The system names the path.
    const why = isLikeSalt(path) ? errnoOf(error) : messageOf(error);
    return { missing: isAbsent ? `there is no file "${shown}"` : `${why}` };
  }
};

/** Of what exists of the path. */
const realPathOf = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return join(realPathOf(dirname(path)), basename(path));
  }
};
