/**
 * Small files that only save time, kept outside every work tree.
 *
 * A cache is never an authority: whoever reads an entry must be able to do without it, and must check that
 * it says what it may say. Nothing here throws; a cache that can't be read or written is a slower program.
 *
 * @module
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { randomHex } from "./clock.ts";
import { makeDirectory } from "./files.ts";

/**
 * Where caches lie: `$KPROV_CACHE_DIR`, else `$XDG_CACHE_HOME/kprovengine`, else `~/.cache/kprovengine`;
 * null when there is no home, and for a place inside a work tree: a branch could bring the cache along. Null where `CI` is set, too: what is
 * restored there, or lies there from the job before, was written by whoever's code ran.
 *
 * A relative path in a variable is ignored, as the XDG Base Directory Specification says: it could lead into
 * the work tree.
 */
export const cacheRoot = (env: NodeJS.ProcessEnv = process.env): string | null => {
  const dir = (env["CI"] ?? "") === "" ? chosenRoot(env) : null;
  return dir === null || isInWorkTree(dir) ? null : dir;
};

/** Which entry: `kind` is a directory of the cache, `key` a file name in it; letters, digits, dash, underscore. */
export interface CacheEntry {
  /** Usually `cacheRoot()`; null caches nothing. */
  dir: string | null;
  kind: string;
  key: string;
}

/**
 * The bytes of an entry, or undefined: absent, larger than `maxBytes` (default 1 MiB), not a regular file, a
 * symbolic link, or in a place where somebody else could have put it.
 */
export const readCache = (entry: CacheEntry, maxBytes: number = 2 ** 20): Buffer | undefined => {
  let fd: number | undefined;
  try {
    const place = placeOf(entry);
    if (place === undefined || !isOurs(statSync(place.dir))) return undefined;
    fd = openSync(place.file, readFlags);
    const stats = fstatSync(fd);
    return stats.isFile() && stats.size <= maxBytes && isOurs(stats) ? readFileSync(fd) : undefined;
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};

/**
 * Put an entry in place, whole or not at all; directories are made with mode 0700. Says whether it is there.
 */
export const writeCache = (entry: CacheEntry, bytes: Uint8Array | string): boolean => {
  const place = placeOf(entry);
  if (place === undefined) return false;
  const temporary = `${place.file}.${randomHex(6)}.tmp`;
  try {
    makeDirectory(place.dir, 0o700);
    if (!isOurs(statSync(place.dir))) return false;
    writeFileSync(temporary, bytes, { flag: "wx", mode: 0o600 });
    renameSync(temporary, place.file);
    return true;
  } catch {
    removeQuietly(temporary);
    return false;
  }
};

// --- internal ---

const chosenRoot = (env: NodeJS.ProcessEnv): string | null => {
  const own = env["KPROV_CACHE_DIR"] ?? "";
  if (isAbsolute(own)) return own;
  const shared = env["XDG_CACHE_HOME"] ?? "";
  if (isAbsolute(shared)) return join(shared, "kprovengine");
  const home = env["HOME"] ?? homeDirectory();
  // A home that isn't there is a service user's: making it would leave a directory that nobody expects.
  return isAbsolute(home) && existsSync(home) ? join(home, ".cache", "kprovengine") : null;
};

const isInWorkTree = (dir: string): boolean => {
  let place = dir;
  while (!existsSync(place) && place !== dirname(place)) place = dirname(place);
  for (let above = realpathSync.native(place); ; above = dirname(above)) {
    if (existsSync(join(above, ".git"))) return true;
    if (above === dirname(above)) return false;
  }
};

// NOFOLLOW: a link in an entry's place leads somewhere that we did not write. NONBLOCK: a FIFO must not stop us.
const readFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const placeOf = ({ dir, kind, key }: CacheEntry): { dir: string; file: string } | undefined => {
  const isName = (text: string) => /^[\w-]{1,200}$/.test(text);
  if (dir === null || !isAbsolute(dir) || !isName(kind) || !isName(key)) return undefined;
  return { dir: join(dir, kind), file: join(dir, kind, key) };
};

/** Belongs to this user, and nobody else may write to it. */
const isOurs = (stats: Stats): boolean => {
  const user = process.getuid?.();
  return user === undefined || (stats.uid === user && (stats.mode & 0o022) === 0);
};

const homeDirectory = (): string => {
  try {
    return homedir();
  } catch {
    return ""; // A user id without an entry in the password file has no home.
  }
};

const removeQuietly = (path: string): void => {
  try {
    unlinkSync(path);
  } catch {
    // It was never made, or the directory went away: nothing is left either way.
  }
};
