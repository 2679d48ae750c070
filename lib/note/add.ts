/**
 * Adding notes to a run: beside every copy of its bundle that was named.
 *
 * @module
 */
import { KprovError } from "../errors.ts";
import { withoutSecrets } from "../secrecy.ts";
import { closest } from "../suggest.ts";
import { applyNotes, type Noted } from "./apply.ts";
import type { NoteContent } from "./note.ts";
import { type NoteFault, readNotes } from "./read.ts";
import type { NoteSubject } from "./subject.ts";
import { prepareNote, writeNote } from "./write.ts";

export interface AddOptions {
  author: string | null;
  /** Milliseconds since the epoch. */
  now: number;
}

/** What was added to a run, and what it has now. */
export interface Added {
  runId: string;
  bundleDigest: string;
  /** Absolute paths of the new files; none where all of it was so already. */
  written: string[];
  /** Notes that lie there and do not count. */
  faults: NoteFault[];
  now: Noted;
}

/**
 * Write notes about one run beside each of its copies. A tag that the run has already is not written again.
 *
 * Throws before anything is written: `E_NOTE` for a note with a known secret in it, `E_USAGE` for what can't be a note and for the
 * removal of a tag that is not there. Throws `E_IO` where a note can't be written; those before it stay.
 */
export const addNotes = async (
  copies: readonly [NoteSubject, ...NoteSubject[]],
  contents: readonly NoteContent[],
  { author, now }: AddOptions,
): Promise<Added> => {
  const [{ runId, bundleDigest }] = copies;
  await assertNoSecret([author ?? "", ...contents.flatMap((content) => Object.values(content))]);
  const before = stateOf(copies);
  const wanted = contents.filter((content) => isNews(content, before.noted));
  // A clock that is a little behind must not lose to the notes before; one note of the year 9999 must not decide about all others.
  const first = before.latest < now + aDay ? Math.max(now, before.latest + 1) : now;
  // One after the other in time: the later of two about one key counts.
  const notes = wanted.map((content, index) =>
    prepareNote({ bundleDigest, runId, at: first + index, author, ...content }),
  );
  const written: string[] = [];
  for (const note of notes) for (const { directory } of copies) written.push(await writeNote(directory, note));
  const { noted, faults } = stateOf(copies);
  return { runId, bundleDigest, written, faults, now: noted };
};

// --- internal ---

const aDay = 24 * 3600 * 1000;

/** `latest` is the time of the newest note, by its author's clock. */
const stateOf = (copies: readonly NoteSubject[]): { noted: Noted; faults: NoteFault[]; latest: number } => {
  const read = copies.map(({ directory, runId, bundleDigest }) => readNotes(directory, runId, bundleDigest));
  const notes = read.flatMap((each) => each.notes);
  return {
    noted: applyNotes(copies[0]?.tags ?? [], notes),
    faults: read.flatMap((each) => each.faults),
    latest: Math.max(0, ...notes.map(({ at }) => at)),
  };
};

const isNews = (content: NoteContent, { tags }: Noted): boolean => {
  if (content.kind === "annotation") return true;
  const known = tags.find(({ key }) => key === content.key);
  if (content.kind === "tag") return known?.value !== content.value;
  if (known !== undefined) return true;
  const keys = tags.map(({ key }) => key);
  const near = closest(content.key, keys);
  throw new KprovError(
    "E_USAGE",
    `Cannot remove the tag "${content.key}": the run has none of that name${near === undefined ? "" : `, did you mean "${near}"?`}`,
  );
};

/** A note is read by whoever reads the bundles, and by everybody who searches. */
const assertNoSecret = async (texts: readonly string[]): Promise<void> => {
  for (const text of texts)
    if (text !== "" && (await withoutSecrets(text)) !== text)
      throw new KprovError("E_NOTE", "Cannot write the note: it holds the value of a secret variable", {
        hint: "say it in other words",
      });
};
