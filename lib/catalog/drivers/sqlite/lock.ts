/**
 * One writer at a time, who can be named.
 *
 * @module
 */
import { KprovError } from "../../../errors.ts";
import { readSmallFile } from "../../../files.ts";
import { withLock } from "../../../lock.ts";
import { parseOwner, stateOfOwner } from "../../../owner.ts";

export interface WriterLockOptions {
  /** Milliseconds. */
  patience?: number;
  onWait?: (owner: string) => void;
}

/**
 * Hold the lock file until the function that comes back is called. Throws `E_CATALOG_LOCKED`, which says who holds it, and `E_IO`
 * where no lock can be made.
 */
export const holdWriterLock = async (lock: string, options: WriterLockOptions = {}): Promise<() => void> => {
  const { patience = 30_000, onWait } = options;
  const owner = ownerOf(lock);
  if (owner !== undefined) onWait?.(owner);
  let release = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    release = resolve;
  });
  await new Promise<void>((resolve, reject) => {
    const work = (): Promise<void> => {
      resolve();
      return done;
    };
    withLock(lock, work, patience).catch((error: unknown) => reject(said(lock, error)));
  });
  return release;
};

// --- internal ---

const ownerOf = (lock: string): string | undefined => {
  try {
    const owner = parseOwner(readSmallFile(lock, 1024).toString("utf8"));
    if (owner === undefined || stateOfOwner(owner) === "dead") return undefined;
    return stateOfOwner(owner) === "alive" ? `process ${owner.pid}` : `process ${owner.pid} of another machine`;
  } catch {
    return undefined;
  }
};

const said = (lock: string, error: unknown): unknown => {
  if (!(error instanceof KprovError) || error.code !== "E_LOCKED") return error;
  return new KprovError("E_CATALOG_LOCKED", `The catalog is being written by ${ownerOf(lock) ?? "another process"}`, {
    cause: error,
    hint: `wait for it to end; if its machine is gone, remove "${lock}"`,
  });
};
