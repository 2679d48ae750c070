/**
 * Notes: what people add to runs afterwards. Small files beside the bundles that are never changed, so that a catalog can be made
 * anew from them and bundles stay what they were.
 *
 * @module
 */
export { type Added, type AddOptions, addNotes } from "./add.ts";
export { applyNotes, type Noted } from "./apply.ts";
export type { Note, NoteAbout, NoteContent } from "./note.ts";
export { notesDirectory } from "./place.ts";
export { type NoteFault, type NotesRead, noteStamps, readNotes } from "./read.ts";
export { identifyBundle, isBundlePath, type NoteSubject } from "./subject.ts";
export { type PreparedNote, prepareNote, writeNote } from "./write.ts";
