/**
 * Bundles to write notes about.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identifyBundle, type NoteSubject } from "../../../lib/note/index.ts";
import { writeBundle } from "../../support/bundle.ts";

export const noon = Date.UTC(2026, 1, 15, 12);

/** A bundle in `dir`, as notes know it. */
export const bundleIn = (dir: string, runId = "2026-02-15T20-13-00Z-0000000a"): NoteSubject =>
  identifyBundle(writeBundle(dir, { runId }), dir);

/** Put a file among the notes of a run; any content. */
export const plant = ({ directory, runId }: NoteSubject, name: string, content: string | object): void => {
  const dir = join(directory, ".kprov-notes", runId);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, name), typeof content === "string" ? content : JSON.stringify(content));
};

/** A note as it stands on disk. */
export const documentOf = ({ runId, bundleDigest }: NoteSubject, more: object): object => ({
  schema: "kprov.note/v1",
  ...{ bundleDigest, runId, at: "2026-02-15T12:00:00.000Z", author: "ann" },
  ...more,
});
