/**
 * The trust file read, changed and written, one process after the other: no change is lost, above all no revocation.
 *
 * @module
 */
import { existsSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { KprovError, messageOf } from "../../errors.ts";
import { makeDirectory } from "../../files.ts";
import { removeStaged } from "../../leftovers.ts";
import { withLock } from "../../lock.ts";
import { assertOwnTrust } from "./custody.ts";
import { readTrustFile, writeTrustFile } from "./file.ts";
import type { TrustChange } from "./pin.ts";
import type { TrustFile } from "./types.ts";

/**
 * Change the trust file `path` with `make`, under a lock beside it. `make` gets an empty file when there is none.
 *
 * Throws `E_TRUST`, `E_LOCKED`, `E_IO` and what `make` throws; then nothing was written.
 */
export const changeTrustFile = async (
  path: string,
  make: (file: TrustFile) => TrustChange,
  options: { cwd: string; isOwn: boolean },
): Promise<TrustChange> => {
  const absolute = resolve(options.cwd, path);
  if (options.isOwn) assertOwnTrust(absolute);
  makeDirectoryOf(absolute);
  return withLock(lockOf(absolute), async () => {
    removeStaged(absolute);
    const before: TrustFile = existsSync(absolute)
      ? (await readTrustFile(path, options.cwd)).file
      : { schema: "kprov.trust/v1" };
    const change = make(before);
    if (change.state !== "unchanged") await writeTrustFile(absolute, change.file);
    return change;
  });
};

// --- internal ---

/** One lock for one directory, by whatever name it is reached. */
const lockOf = (path: string): string => resolve(realpathSync(dirname(path)), ".kprov-trust-lock");

const makeDirectoryOf = (path: string): void => {
  try {
    makeDirectory(dirname(path), 0o700);
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot write the trust file "${path}": ${messageOf(cause)}`, { cause });
  }
};
