/**
 * What notes make of the tags that a run was started with.
 *
 * @module
 */
import { compareBytes } from "../report.ts";
import type { Note } from "./note.ts";

export interface Noted {
  /** By the bytes of their keys, each key once. */
  tags: { key: string; value: string }[];
  /** By their times. */
  annotations: { at: number; author: string | null; text: string }[];
}

/**
 * Tags and annotations of a run. The latest note about a key decides; a note that lies in several places, beside copies of the
 * bundle, counts once. The order of `notes` does not matter.
 */
export const applyNotes = (own: readonly { key: string; value: string }[], notes: readonly Note[]): Noted => {
  const once = new Map(notes.map((note) => [JSON.stringify(note, Object.keys(note).sort()), note]));
  const ordered = [...once]
    .map(([text, note]) => ({ text, note }))
    .sort((a, b) => a.note.at - b.note.at || compareBytes(a.note.id, b.note.id) || compareBytes(a.text, b.text));
  const tags = new Map(own.map(({ key, value }) => [key, value]));
  const annotations: Noted["annotations"] = [];
  for (const { note } of ordered) {
    if (note.kind === "tag") tags.set(note.key, note.value);
    else if (note.kind === "untag") tags.delete(note.key);
    else annotations.push({ at: note.at, author: note.author, text: note.text });
  }
  return {
    tags: [...tags].map(([key, value]) => ({ key, value })).sort((a, b) => compareBytes(a.key, b.key)),
    annotations,
  };
};
