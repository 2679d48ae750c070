/**
 * Notes as they lie beside bundles: hostile words in files that anybody may have put there.
 *
 * @module
 */
import { type Dirent, lstatSync, readdirSync, type Stats } from "node:fs";
import { join } from "node:path";
import { errnoOf, messageOf } from "../errors.ts";
import { isRunId } from "../evidence/index.ts";
import { readSmallFile } from "../files.ts";
import { compareBytes } from "../report.ts";
import { type Note, parseNote } from "./note.ts";
import { idOfFile, isPlainDirectory, maxNoteBytes, maxNotes, notesDirectory, notesOf } from "./place.ts";

/** Something among the notes that does not count; `path` is relative to the directory of bundles. */
export interface NoteFault {
  path: string;
  message: string;
}

export interface NotesRead {
  /** By their times, then by their ids. */
  notes: Note[];
  faults: NoteFault[];
}

/**
 * The notes about the bundle with `bundleDigest` that lie in a directory of bundles. Never throws: what is no note, can't be
 * read, or is too much is a fault and does not count. Notes about another bundle of that run id are none of this one's.
 *
 * Files whose names begin with a dot are notes that nobody has finished writing.
 */
export const readNotes = (directory: string, runId: string, bundleDigest: string): NotesRead => {
  const read: NotesRead = { notes: [], faults: [] };
  if (!isRunId(runId)) return read;
  const shown = `${notesDirectory}/${runId}`;
  const names = namesIn(directory, runId, (message) => read.faults.push({ path: shown, message }));
  for (const name of names.slice(0, maxNotes)) {
    const path = `${shown}/${name}`;
    const note = readOne(join(notesOf(directory, runId), name), name);
    if (typeof note === "string") read.faults.push({ path, message: note });
    else if (note.runId !== runId)
      read.faults.push({ path, message: `It is about the run "${note.runId}" and lies with another's` });
    else if (note.bundleDigest === bundleDigest) read.notes.push(note);
  }
  if (names.length > maxNotes)
    read.faults.push({ path: shown, message: `There are ${names.length} notes, and ${maxNotes} are read` });
  read.notes.sort((a, b) => a.at - b.at || compareBytes(a.id, b.id));
  return read;
};

/**
 * Per run with notes, by run id, what tells without reading them that none was added, removed or changed. Opaque. Costs one
 * directory, and one more and a look at each file for each run that has notes. Never throws.
 */
export const noteStamps = (directory: string): Map<string, string> => {
  const stamps = new Map<string, string>();
  for (const { name } of entriesOf(join(directory, notesDirectory))) {
    if (!isRunId(name)) continue;
    const path = notesOf(directory, name);
    const names = namesIn(directory, name, (message) => stamps.set(name, message));
    const parts = names.slice(0, maxNotes).map((file) => stampOf(join(path, file), file));
    if (parts.length > 0) stamps.set(name, `${stamps.get(name) ?? ""}${names.length}:${parts.join(";")}`);
  }
  return stamps;
};

// --- internal ---

const entriesOf = (path: string): Dirent[] => {
  try {
    return isPlainDirectory(path) ? readdirSync(path, { withFileTypes: true }) : [];
  } catch {
    return []; // Unreadable: reading the notes of a run says so.
  }
};

/** Sorted; `refuse` is told what keeps them from being listed. */
const namesIn = (directory: string, runId: string, refuse: (message: string) => void): string[] => {
  try {
    for (const path of [join(directory, notesDirectory), notesOf(directory, runId)]) {
      const stats = lstatSync(path, { throwIfNoEntry: false });
      if (stats === undefined) return [];
      if (!stats.isDirectory()) {
        refuse("Notes lie in a directory, and it is none");
        return [];
      }
    }
    const names = readdirSync(notesOf(directory, runId));
    return names.filter((name) => !name.startsWith(".")).sort(compareBytes);
  } catch (error) {
    refuse(`The notes can't be listed: ${errnoOf(error) ?? messageOf(error)}`);
    return [];
  }
};

/** The note, or why it is none. */
const readOne = (path: string, name: string): Note | string => {
  const id = idOfFile(name);
  if (id === undefined) return "It is not named as a note is";
  try {
    if (!lstatSync(path).isFile()) return "It is not a plain file";
    return parseNote(readSmallFile(path, maxNoteBytes), id);
  } catch (error) {
    return messageOf(error);
  }
};

const stampOf = (path: string, name: string): string => {
  const stats: Stats | undefined = lstatSync(path, { throwIfNoEntry: false });
  return `${name},${stats?.size},${stats?.mtimeMs}`;
};
