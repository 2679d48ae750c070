/**
 * What stands beside a catalog while somebody writes, and what is left of it after a kill.
 *
 * @module
 */
import { readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { readSmallFile } from "../../../files.ts";
import { currentOwner, formatOwner, parseOwner, stateOfOwner } from "../../../owner.ts";

/** The file that a new catalog has until it is whole: hidden, and with its process in its name, so that nobody else's is called so. */
export const besides = (file: string): string => join(dirname(file), `${prefixOf(file)}${formatOwner(currentOwner())}`);

/** Suffixes of what SQLite puts beside a file; the last one is the file itself. */
export const suffixes = ["-wal", "-shm", "-journal", ""] as const;

/**
 * Remove what killed writers of this catalog left: unfinished new ones, which hold the same texts, and the names that they made
 * their locks by. For whoever holds the writer's lock, since nobody else is at it then.
 */
export const sweepLeftovers = (file: string): void => {
  const dir = dirname(file);
  for (const name of readdirSync(dir))
    if (isUnfinished(file, name) || isDeadName(file, join(dir, name))) rmSync(join(dir, name), { force: true });
};

// --- internal ---

const prefixOf = (file: string): string => `.${basename(file)}.kprov-new.`;

const isUnfinished = (file: string, name: string): boolean => {
  const prefix = prefixOf(file);
  if (!name.startsWith(prefix)) return false;
  return parseOwner(name.slice(prefix.length).replace(/-(?:wal|shm|journal)$/, "")) !== undefined;
};

/** Locks are made in `lib/lock.ts`, by linking. One whose owner is not known to be dead may be about to get it. */
const isDeadName = (file: string, path: string): boolean => {
  const [prefix, name] = [`${basename(file)}.lock.`, basename(path)];
  if (!name.startsWith(prefix) || !/^[0-9a-f]{12}$/.test(name.slice(prefix.length))) return false;
  try {
    const owner = parseOwner(readSmallFile(path, 1024).toString("utf8"));
    return owner !== undefined && stateOfOwner(owner) === "dead";
  } catch {
    return false; // Gone in the meantime.
  }
};
