/**
 * Where notes lie: `<directory of bundles>/.kprov-notes/<run id>/<time>-<8 hex>.json`.
 *
 * @module
 */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { formatTime } from "../clock.ts";

/** In a directory of bundles; hidden, so that nothing takes it for a bundle. */
export const notesDirectory = ".kprov-notes";

/** Notes of one run are read up to this many, each up to so many bytes. */
export const maxNotes = 10_000;
/** 10,000 characters, every one of them escaped, fit. */
export const maxNoteBytes = 128 * 1024;

/** The directory of a run's notes. `runId` is a run id, and so no path. */
export const notesOf = (directory: string, runId: string): string => join(directory, notesDirectory, runId);

/** Names sort as their times do; the random part keeps two of one millisecond apart. */
export const noteId = (at: number, random: string): string => `${formatTime(at).replace(/[:.]/g, "-")}-${random}`;

/** The id in a file's name; undefined for a file that is no note. */
export const idOfFile = (name: string): string | undefined =>
  /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z-[0-9a-f]{8})\.json$/.exec(name)?.[1];

/** `directory` itself and not what a link leads to: a link would take notes to or from a place that nobody named. */
export const isPlainDirectory = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
