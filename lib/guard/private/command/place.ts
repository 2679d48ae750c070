/**
 * Which list `deny` is about, and its salt.
 *
 * @module
 */
import { existsSync, renameSync, rmSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { ResolvedConfig } from "../../../config/index.ts";
import { KprovError, messageOf } from "../../../errors.ts";
import { makeDirectory, writeNewFile } from "../../../files.ts";
import { removeStaged, stagedBeside } from "../../../leftovers.ts";
import { withLock } from "../../../lock.ts";
import { filesOf } from "../../identity/forbidden-list.ts";
import { type DenyList, formatDenyList } from "../document.ts";
import type { Keys } from "../keys.ts";
import { keysFor, readDenyList } from "../list.ts";
import { findSalt } from "../salt.ts";

export interface PlaceOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** What the configuration says, and where it lies. */
  config: ResolvedConfig;
  root: string;
  /** `--list`, relative to `cwd`. */
  list?: string;
  saltFile?: string;
}

export interface Place {
  /** Absolute. */
  path: string;
  /** For people, from `cwd`. */
  shown: string;
  cwd: string;
  /** The configuration names it. */
  isConfigured: boolean;
}

/** The list of the flag, else of the configuration, else the usual one beside the configuration. */
export const placeOf = ({ cwd, config, root, list }: PlaceOptions): Place => {
  const { private: configured } = filesOf(config.identity.forbidden);
  const known = configured === undefined ? undefined : resolve(root, configured);
  const path = list === undefined ? (known ?? resolve(root, usualPlace)) : resolve(cwd, list);
  return { path, cwd, shown: relative(cwd, path) || path, isConfigured: path === known };
};

/** The salt of the list. Throws `E_SALT` when there is none, `E_CONFIG` for one that can't be used. */
export const saltOf = ({ cwd, env, config, root, saltFile }: PlaceOptions): { salt: string; from: string } => {
  const { saltFile: configured } = filesOf(config.identity.forbidden);
  const found = findSalt({ flag: saltFile, env, configured, cwd, root });
  if ("salt" in found) return found;
  throw new KprovError("E_SALT", `Cannot do that without the salt of the list: ${found.missing}`, {
    hint: "kprovengine deny salt FILE makes one; set KPROV_DENY_SALT, or give --salt-file FILE",
  });
};

/** The keys of `document`. Throws `E_SALT` when the salt is another list's. */
export const keysOf = (document: DenyList, { shown }: Place, found: { salt: string; from: string }): Keys => {
  const keys = keysFor(document, found);
  if (keys !== undefined) return keys;
  throw new KprovError("E_SALT", `The salt from "${found.from}" is not the one that "${shown}" was made with`, {
    hint: "use the salt of the person who made the list",
  });
};

/** The list as it is; undefined where there is none. Throws `E_CONFIG` for what is no list. */
export const readList = ({ path, shown, cwd }: Place): DenyList | undefined =>
  existsSync(path) ? readDenyList(shown, cwd) : undefined;

/** Change the list in place, whole or not at all, one process at a time. Throws `E_IO` and `E_LOCKED`. */
export const changeList = async <T>(
  place: Place,
  change: () => Promise<{ document: DenyList; result: T }>,
): Promise<T> => {
  const { path, shown } = place;
  try {
    makeDirectory(dirname(path));
  } catch (cause) {
    throw unwritable(shown, cause);
  }
  return withLock(`${path}.lock`, async () => {
    removeStaged(path);
    const { document, result } = await change();
    const temporary = stagedBeside(path);
    try {
      writeNewFile(temporary, formatDenyList(document));
      renameSync(temporary, path);
    } catch (cause) {
      rmSync(temporary, { force: true });
      throw unwritable(shown, cause);
    }
    return result;
  });
};

// --- internal ---

const usualPlace = ".kprov/deny-list.json";

const unwritable = (shown: string, cause: unknown): KprovError =>
  new KprovError("E_IO", `Cannot write "${shown}": ${messageOf(cause)}`, { cause });
