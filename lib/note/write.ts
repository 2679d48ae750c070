/**
 * Writing a note: whole and lasting, or not at all.
 *
 * @module
 */
import { linkSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { randomHex } from "../clock.ts";
import { errnoOf, KprovError, messageOf } from "../errors.ts";
import { makeDirectory, syncAll, writeNewFile } from "../files.ts";
import { formatNote, type NoteAbout, type NoteContent } from "./note.ts";
import { isPlainDirectory, noteId, notesDirectory, notesOf } from "./place.ts";

/** A note that is ready to be written, to one place or to several. */
export interface PreparedNote {
  id: string;
  runId: string;
  bytes: Buffer;
}

/** Judge a note and name it. Throws `E_USAGE` for what can't be one. */
export const prepareNote = (note: NoteAbout & NoteContent): PreparedNote => ({
  id: noteId(note.at, randomHex(4)),
  runId: note.runId,
  bytes: formatNote(note),
});

/**
 * Write a note beside the bundles of `directory` and return its path. It is there, whole and on the disk, when this returns; a
 * kill before that leaves at most a file whose name begins with a dot, which no reader takes for a note. Nothing that exists is
 * replaced, and no link is followed: one in the place of the notes would take them elsewhere.
 *
 * Throws `E_IO` where it can't be written: read-only, full, another user's.
 */
export const writeNote = async (directory: string, { id, runId, bytes }: PreparedNote): Promise<string> => {
  const dir = notesOf(directory, runId);
  const path = join(dir, `${id}.json`);
  const growing = join(dir, `.${id}.${randomHex(4)}`);
  try {
    for (const each of [dirname(dir), dir]) {
      makeDirectory(each);
      if (!isPlainDirectory(each)) throw new Error(`"${each}" is a link`);
    }
    await grow(growing, bytes, () => publish(growing, path));
    await syncAll([dir, dirname(dir), directory]);
    return path;
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot write the note "${path}": ${errnoOf(cause) ?? messageOf(cause)}`, {
      ...{ cause },
      hint: `"${notesDirectory}" lies beside the bundles: it must be writable, and not a link`,
    });
  }
};

// --- internal ---

/** Nothing half-way stays behind, but after a kill. */
const grow = async (growing: string, bytes: Buffer, use: () => void): Promise<void> => {
  try {
    writeNewFile(growing, bytes);
    await syncAll([growing]);
    use();
  } finally {
    rmSync(growing, { force: true });
  }
};

/** A link never replaces anything; where a file system has none, the random part of the name has to do. */
const publish = (growing: string, path: string): void => {
  try {
    linkSync(growing, path);
  } catch (error) {
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(errnoOf(error) ?? "")) throw error;
    renameSync(growing, path);
  }
};
