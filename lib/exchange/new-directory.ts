/**
 * A new directory that appears whole or not at all, and never in the place of another.
 *
 * @module
 */
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { errnoOf, KprovError, messageOf } from "../errors.ts";
import { makeDirectory, syncAll } from "../files.ts";
import { currentOwner, formatOwner, parseOwner, stateOfOwner } from "../owner.ts";
import { withUndo } from "../undo.ts";
import type { MadeFile } from "./registry.ts";

/**
 * Write `files` into the new directory `path`, an absolute path that `shown` names for people.
 *
 * It grows as a hidden sibling, which is synced and then given its name. Nothing stays behind after an error or a signal; what a
 * killed process left is removed by the next one. Throws `E_USAGE` when the path exists, `E_IO` when it can't be written, and
 * whatever filling a file throws.
 */
export const writeDirectory = async (path: string, shown: string, files: readonly MadeFile[]): Promise<void> => {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw exists(shown);
  const parent = dirname(path);
  sweep(parent);
  const staged = join(parent, `${prefix}${formatOwner(currentOwner())}`);
  let isClaimed = false;
  const undo = (): void => {
    rmSync(staged, { recursive: true, force: true });
    if (isClaimed) removeEmpty(path);
    isClaimed = false;
  };
  await withUndo(undo, async () => {
    try {
      mkdirSync(staged);
      const made = new Set([staged]);
      for (const file of files) {
        writeFile(staged, file, made);
        // A signal is heard between two files.
        await new Promise(setImmediate);
      }
      await syncAll([...made]);
      // Unlike a rename alone, this never replaces what has the name by now.
      mkdirSync(path);
      isClaimed = true;
      renameSync(staged, path);
      isClaimed = false;
      await syncAll([parent]);
    } catch (cause) {
      if (cause instanceof KprovError || errnoOf(cause) === undefined) throw cause;
      throw errnoOf(cause) === "EEXIST"
        ? exists(shown)
        : new KprovError("E_IO", `Cannot write "${shown}": ${errnoOf(cause) ?? messageOf(cause)}`, { cause });
    }
  });
};

// --- internal ---

/** How the name of a directory begins that is being written. */
const prefix = ".kprov-exchange.";

const exists = (shown: string): KprovError =>
  new KprovError("E_USAGE", `Cannot write "${shown}": it exists, and is never overwritten`, {
    hint: "choose another name, or move it away",
  });

const removeEmpty = (path: string): void => {
  try {
    rmdirSync(path);
  } catch {
    // Somebody put something there: theirs to remove.
  }
};

const writeFile = (top: string, { path, fill }: MadeFile, made: Set<string>): void => {
  const target = join(top, path);
  makeDirectory(dirname(target));
  for (let dir = dirname(target); !made.has(dir); dir = dirname(dir)) made.add(dir);
  const fd = openSync(target, "wx");
  try {
    fill((piece) => {
      for (let at = 0; at < piece.length; ) at += writeSync(fd, piece, at);
    });
  } finally {
    closeSync(fd);
  }
  made.add(target);
};

/** Directories of processes of this host that are no more. */
const sweep = (parent: string): void => {
  try {
    for (const name of readdirSync(parent)) {
      const owner = name.startsWith(prefix) ? parseOwner(name.slice(prefix.length)) : undefined;
      if (owner !== undefined && stateOfOwner(owner) === "dead")
        rmSync(join(parent, name), { recursive: true, force: true });
    }
  } catch {
    // A directory that can't be listed may still be written into; if not, that is said.
  }
};
