/**
 * Changes to files: all of them, or none.
 *
 * @module
 */
import {
  chmodSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { errnoOf, KprovError, messageOf } from "../errors.ts";
import type { Adoption } from "./adopt.ts";
import type { Change } from "./decision.ts";
import { canRenameTo, temporaryPath } from "./leftovers.ts";
import { lookAt, missingDirectories } from "./place.ts";
import { receiptPath } from "./receipt.ts";

/**
 * Make the changes, in their order, each at once: whoever looks sees a file before or after, never half. A process that
 * is killed leaves the receipt, for as long as anything that it names is there, and what `sweepLeftovers` removes.
 *
 * Throws `E_IO` when one can't be made, or when a file is no longer what was decided about; what was changed until then
 * is put back.
 */
export const applyChanges = (root: string, { changes, emptied }: Adoption): void => {
  const undo: (() => void)[] = [];
  let path = "";
  try {
    for (const change of changes) {
      path = change.path;
      // While it is there, a second try knows what is left to do.
      if (path === receiptPath && change.after === null) for (const dir of emptied) removeEmpty(root, dir, undo);
      makeChange(root, change, undo);
    }
  } catch (cause) {
    const left = undo.reverse().filter((step) => !succeeds(step)).length;
    const state = left === 0 ? "nothing was changed" : `${left} changes could not be put back`;
    throw new KprovError("E_IO", `Cannot write "${path}": ${errnoOf(cause) ?? messageOf(cause)}; ${state}`, { cause });
  }
  for (const dir of emptied) removeEmpty(root, dir);
};

// --- internal ---

const makeChange = (root: string, { path, before, after }: Change, undo: (() => void)[]): void => {
  const place = lookAt(root, path);
  if (place.content !== before) throw new Error("it changed meanwhile");
  if (after === null) {
    unlinkSync(place.absolute);
    undo.push(() => putBack(root, place.absolute, before ?? "", place.mode));
    return;
  }
  for (const dir of missingDirectories(root, path)) {
    mkdirSync(join(root, dir));
    undo.push(() => rmdirSync(join(root, dir)));
  }
  const temporary = writeTemporary(root, place.absolute, after, place.mode);
  try {
    if (before === null) linkNew(temporary, place.absolute);
    else renameSync(temporary, place.absolute);
  } finally {
    rmSync(temporary, { force: true });
  }
  undo.push(
    before === null ? () => unlinkSync(place.absolute) : () => putBack(root, place.absolute, before, place.mode),
  );
};

/** In one place, where what a killed process leaves is found; on the target's file system, so that a name is all that changes. */
const writeTemporary = (root: string, target: string, content: string, mode: number | undefined): string => {
  const own = temporaryPath(root);
  const path = canRenameTo(root, target) ? own : join(dirname(target), `.${basename(own)}`);
  const fd = openSync(path, "wx");
  try {
    const bytes = Buffer.from(content, "latin1");
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    if (mode !== undefined) fchmodSync(fd, mode);
    fsyncSync(fd);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  return path;
};

/** Fails when the name was taken meanwhile: renaming would replace it. */
const linkNew = (temporary: string, target: string): void => {
  try {
    linkSync(temporary, target);
  } catch (error) {
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(errnoOf(error) ?? "")) throw error;
    renameSync(temporary, target); // A file system without hard links.
  }
};

const putBack = (root: string, absolute: string, content: string, mode: number | undefined): void => {
  renameSync(writeTemporary(root, absolute, content, mode), absolute);
  if (mode !== undefined) chmodSync(absolute, mode);
};

const succeeds = (step: () => void): boolean => {
  try {
    step();
    return true;
  } catch {
    return false;
  }
};

/** Somebody else's file keeps it. */
const removeEmpty = (root: string, dir: string, undo: (() => void)[] = []): void => {
  try {
    rmdirSync(join(root, dir));
    undo.push(() => mkdirSync(join(root, dir)));
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST", "ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? ""))
      throw new KprovError("E_IO", `Cannot remove "${dir}"`, { cause: error });
  }
};
