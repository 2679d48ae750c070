/**
 * One note: bytes in, bytes out. `note-v1.md` beside this file describes it.
 *
 * @module
 */
import { formatTime } from "../clock.ts";
import { KprovError } from "../errors.ts";
import { type NoteDocument, plainFault } from "../evidence/index.ts";
import { formatDocument, parseJson } from "../json.ts";
import { maxNoteBytes } from "./place.ts";

/** What a note says. A tag's value is empty where it is a word alone. */
export type NoteContent =
  | { kind: "tag"; key: string; value: string }
  | { kind: "untag"; key: string }
  | { kind: "annotation"; text: string };

/** About which bundle, when and by whom; `at` in milliseconds, by the author's clock. Nobody signed any of it. */
export interface NoteAbout {
  bundleDigest: string;
  runId: string;
  at: number;
  author: string | null;
}

/** `id` is the name of its file without the ending: copies of one note share it. */
export type Note = NoteAbout & NoteContent & { id: string };

/** The bytes of a note. Throws for what {@link parseNote} would refuse: `E_USAGE` where somebody has to say it otherwise. */
export const formatNote = (note: NoteAbout & NoteContent): Buffer => {
  const document = { schema: "kprov.note/v1", ...note, at: formatTime(note.at) };
  const fault = plainFault("note", document) === undefined ? undefined : faultOf(document);
  if (fault !== undefined) throw new KprovError("E_USAGE", `Cannot use ${fault.what}: expected ${fault.wanted}`);
  assertForm(document, "the note");
  return formatDocument(document);
};

/** Read a note. Strict: unknown fields are refused. Throws `E_NOTE`. */
export const parseNote = (bytes: Uint8Array, id: string): Note => {
  const name = `${id}.json`;
  const document = assertForm(parsed(bytes, name), name);
  const { schema: _, at, ...rest } = document;
  return { ...rest, at: Date.parse(at), id };
};

// --- internal ---

const parsed = (bytes: Uint8Array, name: string): unknown => {
  try {
    return parseJson(bytes, { name, maxBytes: maxNoteBytes, maxDepth: 2 });
  } catch (cause) {
    if (!(cause instanceof KprovError)) throw cause;
    throw new KprovError("E_NOTE", cause.message, { cause });
  }
};

const assertForm = (value: unknown, name: string): NoteDocument => {
  if (plainFault("note", value) !== undefined) {
    const fault = faultOf(value);
    const why =
      fault === undefined ? "it is not as kprov.note/v1 has it" : `it has ${fault.what}, expected ${fault.wanted}`;
    throw new KprovError("E_NOTE", `Cannot use "${name}" as a note: ${why}`);
  }
  const document = value as NoteDocument;
  if (Number.isNaN(Date.parse(document.at)))
    throw new KprovError("E_NOTE", `Cannot use "${name}" as a note: there is no time "${document.at}"`);
  return document;
};

/** The schema has three forms, so that it can't say which field is wrong; a person who has just typed one wants to know. */
const faultOf = (value: unknown): { what: string; wanted: string } | undefined => {
  const { key, value: tag, text, author } = value as Record<string, unknown>;
  const isFaulty = (fields: object): boolean => plainFault("note", { ...empty, ...fields }) !== undefined;
  if (typeof key === "string" && isFaulty({ kind: "untag", key }))
    return {
      what: `"${key.slice(0, 80)}" as a tag`,
      wanted: '1 to 64 letters, digits, ".", "_", "/" and "-" that start with a letter or digit',
    };
  if (typeof tag === "string" && isFaulty({ kind: "tag", key: "k", value: tag }))
    return { what: `the value of the tag "${key}"`, wanted: "one line of at most 1000 characters without controls" };
  if (typeof text === "string" && isFaulty({ kind: "annotation", text }))
    return { what: "the text", wanted: "1 to 10000 characters without controls but line ends and tabs" };
  if (typeof author === "string" && isFaulty({ kind: "untag", key: "k", author }))
    return { what: "the author", wanted: "one line of 1 to 200 characters without controls" };
  return undefined;
};

const empty = {
  schema: "kprov.note/v1",
  bundleDigest: "0".repeat(64),
  runId: "r",
  at: "2026-01-01T00:00:00.000Z",
  author: null,
};
