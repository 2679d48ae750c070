/**
 * Where clean copies lie: one directory of our own below the system's for temporary files, removed whatever happens.
 *
 * @module
 */
import { chmodSync, lstatSync, mkdirSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { randomHex } from "../../clock.ts";
import type { Talk } from "../../command.ts";
import { errnoOf, exits, KprovError } from "../../errors.ts";
import { currentOwner, formatOwner, parseOwner, stateOfOwner } from "../../owner.ts";
import { type Interruption, takeSignals } from "../interruption.ts";

export interface CopyPlace {
  /** Absolute, without links; empty at first, and nobody else can look into it. */
  dir: string;
  /** Signals that came while nothing else listened. */
  interruption: Interruption;
}

/**
 * Do `work` in a new directory, and remove it with everything in it: after errors, at `process.exit`, after a signal, which is
 * kept for `interruption.check` so that a step which is being recorded can end first. What a killed process left there before
 * is removed, and named. Throws `E_CLEAN_COPY` when the directory would lie below `outside`, `E_IO` when it can't be made.
 */
export const withCopyPlace = async <T>(
  options: { talk: Talk; outside: string | null },
  work: (place: CopyPlace) => Promise<T>,
): Promise<T> => {
  const base = realBase();
  const { outside, talk } = options;
  if (outside !== null && `${base}${sep}`.startsWith(`${outside}${sep}`))
    throw new KprovError("E_CLEAN_COPY", `Cannot copy the repository into itself: "${base}" lies in it`, {
      hint: "set TMPDIR to a directory outside of the repository",
    });
  const dir = makePlace(base);
  const remove = (): void => void removeTree(dir);
  const interruption = takeSignals();
  process.on("exit", remove);
  try {
    removeLeftovers(base, talk);
    return await work({ dir, interruption });
  } catch (error) {
    // What failed because of a signal is no failure of its own, unless evidence was lost by it, or it says so itself.
    const isTold = error instanceof KprovError && (error.exit === exits.evidence || error.code === "E_INTERRUPTED");
    if (!isTold) interruption.check();
    throw error;
  } finally {
    interruption.release();
    process.off("exit", remove);
    remove();
  }
};

/** Names in `base` of what killed processes of this user left there. */
export const findLeftovers = (base: string): string[] =>
  namesIn(base)
    .filter((name) => name.startsWith(prefix))
    .sort()
    .filter((name) => {
      const owner = parseOwner(name.slice(prefix.length + 17));
      // In a directory that others write to, a name proves nothing: only what is ours is touched.
      const stats = lstatSync(join(base, name), { throwIfNoEntry: false });
      const isOurs = stats?.isDirectory() === true && stats.uid === process.getuid?.();
      return isOurs && owner !== undefined && stateOfOwner(owner) === "dead";
    });

// --- internal ---

const prefix = "kprov-copy-";

/** A directory may let us make one in it and not let us look around. */
const namesIn = (dir: string): string[] => {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
};

const realBase = (): string => {
  try {
    return realpathSync(tmpdir());
  } catch (cause) {
    throw noPlace(tmpdir(), cause);
  }
};

const noPlace = (base: string, cause: unknown): KprovError =>
  new KprovError("E_IO", `Cannot make a directory in "${base}": ${errnoOf(cause) ?? String(cause)}`, {
    cause,
    hint: "set TMPDIR to a directory that can be written to",
  });

const makePlace = (base: string): string => {
  const dir = join(base, `${prefix}${randomHex(8)}.${formatOwner(currentOwner())}`);
  try {
    mkdirSync(dir, { mode: 0o700 });
    return dir;
  } catch (cause) {
    throw noPlace(base, cause);
  }
};

const removeLeftovers = (base: string, talk: Talk): void => {
  for (const name of findLeftovers(base)) {
    const isGone = removeTree(join(base, name));
    talk.note(`${isGone ? "removed" : "could not remove"} "${join(base, name)}", which a killed run had left`);
  }
};

/** A step may have taken our right to delete in its own directories; it can't have taken the right to get it back. */
const removeTree = (dir: string): boolean => {
  for (const attempt of [() => undefined, () => openUp(dir)]) {
    try {
      attempt();
      rmSync(dir, { recursive: true, force: true, maxRetries: 2 });
      return true;
    } catch {
      // Tried once more with the rights restored; after that it stays for the next run to name.
    }
  }
  return false;
};

const openUp = (dir: string): void => {
  chmodSync(dir, 0o700);
  for (const entry of readdirSync(dir, { withFileTypes: true })) if (entry.isDirectory()) openUp(join(dir, entry.name));
};
