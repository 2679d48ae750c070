/**
 * What a package holds, in memory.
 *
 * @module
 */
import { posix } from "node:path";
import { KprovError } from "../../errors.ts";

/** One file of a package. */
export interface Member {
  /** In the archive, POSIX. */
  path: string;
  bytes: Buffer;
}

/** What an archive holds. */
export interface Archive {
  /** In the archive's order. */
  members: Member[];
  /** What the archive says beside its files, and readers seldom show: owners, comments, directories without files. */
  headers: Buffer;
}

/** Bytes of a package, and of all that is in it. */
export const maxPackage = 512 * 2 ** 20;
export const maxUnpacked = 2 ** 30;
export const maxMembers = 200_000;

/** `E_ARCHIVE`: nothing can be said about it. */
export const unreadable = (name: string, why: string, cause?: unknown): KprovError =>
  new KprovError("E_ARCHIVE", `Cannot read the package "${name}": ${why}`, { cause });

/** The names of `directories` that hold none of `members`, a line each: what else is released has its names judged as paths. */
export const bareDirectories = (directories: readonly string[], members: readonly Member[]): Buffer => {
  const filled = new Set<string>();
  for (const { path } of members) {
    // Those above one that is known were taken with it.
    for (let directory = posix.dirname(path); !filled.has(directory); directory = posix.dirname(directory))
      filled.add(directory);
  }
  const bare = directories.filter((directory) => !filled.has(directory));
  return Buffer.from(bare.map((directory) => `${directory}\n`).join(""));
};
