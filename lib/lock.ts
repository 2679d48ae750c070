/**
 * A lock that is a file: one process at a time, also when one of them dies.
 *
 * @module
 */
import { linkSync, lstatSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { elapsed, randomHex } from "./clock.ts";
import { errnoOf, KprovError } from "./errors.ts";
import { readSmallFile } from "./files.ts";
import { removeLeftovers } from "./leftovers.ts";
import { currentOwner, formatOwner, parseOwner, stateOfOwner } from "./owner.ts";
import { whyNotWritten } from "./system-words.ts";

/**
 * Hold the lock file `lock` while `work` runs. Its directory must exist.
 *
 * The file is made by `link`, so that it never exists without its owner in it; the lock of a dead process is broken, and
 * whoever holds it removes what dead ones have left beside it.
 * Throws `E_LOCKED` after `patience` milliseconds, and `E_IO` where no lock can be made: in a place that is read-only, or
 * another user's.
 */
export const withLock = async <T>(lock: string, work: () => Promise<T>, patience = 30_000): Promise<T> => {
  const mine = `${lock}.${randomHex(6)}`;
  try {
    writeFileSync(mine, formatOwner(currentOwner()), { flag: "wx" });
  } catch (cause) {
    try {
      rmSync(mine, { force: true });
    } catch {
      // A name that can't be made can't be removed.
    }
    throw unlockable(lock, cause);
  }
  try {
    await acquire(lock, mine, patience);
    try {
      sweep(lock);
      return await work();
    } finally {
      rmSync(lock, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
};

// --- internal ---

const unlockable = (lock: string, cause: unknown): KprovError =>
  new KprovError("E_IO", `Cannot make the lock "${lock}": ${whyNotWritten(cause, lock)}`, {
    cause,
    ...(["EACCES", "EPERM"].includes(errnoOf(cause) ?? "") && { hint: "run it as a user who may write there" }),
  });

const acquire = async (lock: string, mine: string, patience: number): Promise<void> => {
  const deadline = elapsed() + patience;
  for (;;) {
    try {
      linkSync(mine, lock);
      return;
    } catch (error) {
      if (errnoOf(error) !== "EEXIST") throw unlockable(lock, error);
    }
    breakIfDead(lock, mine);
    if (elapsed() > deadline) {
      throw new KprovError("E_LOCKED", `"${lock}" is held by another process`, {
        hint: "wait for the other process, or remove the lock if its host is gone",
      });
    }
    await sleep(3 + Math.random() * 7);
  }
};

/**
 * Break the lock of a dead process. Who breaks holds a second lock meanwhile, so that nobody can take away what
 * another one has just made.
 */
const breakIfDead = (lock: string, mine: string): void => {
  if (!isAbandoned(lock)) return;
  const guard = `${lock}-break`;
  try {
    linkSync(mine, guard);
  } catch {
    // Another process is at it. Should that one have died in these microseconds, the guard goes with it.
    if (isAbandoned(guard)) rmSync(guard, { force: true });
    return;
  }
  try {
    if (isAbandoned(lock)) rmSync(lock, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
};

/** Remove what processes that died have left of their own beside `lock`. */
const sweep = (lock: string): void =>
  removeLeftovers(lock, (rest) => rest === "-break" || /^\.[0-9a-f]{12}$/.test(rest), isLeft);

/** An empty one may be about to get its owner. */
const isLeft = (path: string): boolean => {
  const { size, mtimeMs } = lstatSync(path);
  return isAbandoned(path) && (size > 0 || Date.now() - mtimeMs > 3_600_000);
};

/** A lock always has its owner in it; one without was emptied by a crash of the whole machine. */
const isAbandoned = (lock: string): boolean => {
  const text = readOrUndefined(lock);
  if (text === undefined) return false;
  const owner = parseOwner(text);
  return owner === undefined || stateOfOwner(owner) === "dead";
};

const readOrUndefined = (lock: string): string | undefined => {
  try {
    return readSmallFile(lock, 1024).toString("utf8");
  } catch {
    return undefined; // Let go in the meantime.
  }
};
