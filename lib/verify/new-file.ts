/**
 * A new file that appears whole or not at all, and never in the place of another.
 *
 * @module
 */
import {
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { errnoOf, KprovError, messageOf } from "../errors.ts";
import { syncAll } from "../files.ts";
import { currentOwner, formatOwner, parseOwner, stateOfOwner } from "../owner.ts";
import { withUndo } from "../undo.ts";

/**
 * Let `fill` write the file `path`, an absolute path that `shown` names for people.
 *
 * It grows as a hidden sibling, which is synced and then given its name. Nothing stays behind after an error or a signal; what
 * a killed process left is removed by the next one that writes into the directory. Throws `E_USAGE` when the file exists, `E_IO`
 * when it can't be written, and whatever `fill` throws.
 */
export const writeWhole = async <T>(
  path: string,
  shown: string,
  fill: (write: (piece: Buffer) => void) => Promise<T>,
): Promise<T> => {
  const failed = (cause: unknown): unknown =>
    cause instanceof KprovError || errnoOf(cause) === undefined ? cause : writingFault(cause, shown);
  assertFree(path, shown);
  const dir = dirname(path);
  sweep(dir);
  const staged = join(dir, `${prefix}${formatOwner(currentOwner())}`);
  let fd: number | undefined;
  const undo = (): void => {
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
    rmSync(staged, { force: true });
  };
  return withUndo(undo, async () => {
    try {
      const open = openSync(staged, "wx");
      fd = open;
      const result = await fill((piece) => {
        try {
          for (let at = 0; at < piece.length; ) at += writeSync(open, piece, at);
        } catch (cause) {
          throw writingFault(cause, shown);
        }
      });
      fsyncSync(open);
      giveName(staged, path);
      await syncAll([dir]);
      return result;
    } catch (cause) {
      throw failed(cause);
    }
  });
};

// --- internal ---

/** How the name of a file begins that is being written. */
const prefix = ".kprov-export.";

const exists = (shown: string): KprovError =>
  new KprovError("E_USAGE", `Cannot write "${shown}": it exists, and is never overwritten`, {
    hint: "choose another name, or move it away",
  });

const writingFault = (cause: unknown, shown: string): KprovError =>
  errnoOf(cause) === "EEXIST"
    ? exists(shown)
    : new KprovError("E_IO", `Cannot write "${shown}": ${errnoOf(cause) ?? messageOf(cause)}`, { cause });

/** Before the work, so that nobody waits for a refusal. */
const assertFree = (path: string, shown: string): void => {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw exists(shown);
};

/** Unlike a rename, a link never replaces what has the name by now. */
const giveName = (staged: string, path: string): void => {
  try {
    linkSync(staged, path);
  } catch (error) {
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(errnoOf(error) ?? "")) throw error;
    closeSync(openSync(path, "wx")); // A file system without hard links: the name is taken, then filled.
    renameSync(staged, path);
  }
};

/** Files of processes of this host that are no more. */
const sweep = (dir: string): void => {
  try {
    for (const name of readdirSync(dir)) {
      const owner = name.startsWith(prefix) ? parseOwner(name.slice(prefix.length)) : undefined;
      if (owner !== undefined && stateOfOwner(owner) === "dead") rmSync(join(dir, name), { force: true });
    }
  } catch {
    // A directory that can't be listed may still be written into; if not, that is said.
  }
};
