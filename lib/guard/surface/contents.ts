/**
 * The versions of a tracked file's bytes that a check has to look at, read as cheaply as honesty allows.
 *
 * The work tree stands for the index where git found them the same and the bytes bear it out. Where they
 * differ, both count. Where a filter stands between them (git-lfs, line endings, encryption), the blob
 * counts, because that is what git publishes. When the index alone is judged, a file of the work tree is read only in the
 * place of a blob whose very bytes it has.
 *
 * @module
 */

import { elapsed } from "../../clock.ts";
import type { Content, TrackedFile } from "../rule.ts";
import { type Blob, readBlobs, readSizes } from "./objects.ts";
import type { IndexEntry } from "./tracked.ts";
import { createWitness, type Witness } from "./witness.ts";
import { readWorkTree } from "./work-tree.ts";

/** How far the contents of one tracked path could be looked at. */
export type Reading = { file: TrackedFile; outcome: Outcome; reason?: string; isSettled?: true };
export type Outcome = "read" | "symbolic link" | "submodule" | "git-lfs pointer" | "unreadable";

export interface ReadOptions {
  /** Where git is asked. */
  cwd: string;
  /** The top level of the work tree. */
  root: string;
  /** Judge the index alone. */
  isStaged: boolean;
  /** Called once for each entry, in order of reading. Contents are valid only until it returns. */
  visit: (reading: Reading, entry: IndexEntry) => void;
  /** What is known of an entry whose blob counts alone, so that it need not be read: it is visited without contents. */
  isSettled: (entry: IndexEntry) => boolean;
}

/** Read all `entries` and show each to `visit`. */
export const readContents = async (entries: readonly IndexEntry[], options: ReadOptions): Promise<void> => {
  const open = entries.filter((entry) => !isSettled(entry, options));
  const tools: Tools = { ...options, ...createWitness(open, options) };
  let late: IndexEntry[] = [];
  let breath = elapsed();
  for (const entry of open) {
    if (!readEarly(entry, tools)) late.push(entry);
    if (late.length === lateGroup) {
      await readLate(late, tools);
      late = [];
    }
    if (elapsed() - breath > 50) {
      await new Promise(setImmediate); // So that signals are heard.
      breath = elapsed();
    }
  }
  await readLate(late, tools);
};

// --- internal ---

/** Entries whose blobs are read at once; bounds memory to this many heads. */
const lateGroup = 1024;

type Tools = ReadOptions & Witness;

const isSettled = (entry: IndexEntry, options: ReadOptions): boolean => {
  if (!entry.isSame || entry.blobs.length !== 1 || !options.isSettled(entry)) return false;
  options.visit({ file: { ...entry, contents: [] }, outcome: "read", isSettled: true }, entry);
  return true;
};

/** Done when the work tree alone can answer. */
const readEarly = (entry: IndexEntry, { root, buffer, isBlob, visit }: Tools): boolean => {
  if (entry.kind !== "file") {
    const outcome = entry.kind === "link" ? "symbolic link" : "submodule";
    visit({ file: { ...entry, contents: [] }, outcome }, entry);
    return true;
  }
  if (!entry.isSame || entry.blobs.length !== 1) return false;
  const found = readWorkTree(root, entry, buffer);
  if ("failed" in found || !isBlob(entry, found)) return false;
  visit(readingOf({ ...entry, contents: [contentOf("index", found)] }), entry);
  return true;
};

const readLate = async (entries: readonly IndexEntry[], tools: Tools): Promise<void> => {
  const { cwd, visit } = tools;
  const names = [...new Set(entries.flatMap((entry) => entry.blobs))];
  const sizes = readSizes(names, cwd);
  const present = names.filter((_, index) => sizes[index] !== undefined);
  const blobs = await readBlobs(present, cwd);
  for (const entry of entries) {
    const contents = entry.blobs.flatMap((name) => blobs.get(name) ?? []).map((blob) => contentOf("index", blob));
    const isShort = contents.length < entry.blobs.length;
    const found = lyingAt(entry, tools);
    // Without its blob, a file that git calls the same speaks for it.
    const speaks = entry.isSame && isShort && !("failed" in found);
    if ((speaks || !entry.isSame) && !("failed" in found)) {
      contents.push(contentOf(speaks ? "index" : "work tree", found));
    }
    const failure =
      "failed" in found && found.failed !== "absent" ? found.failed : isShort && !speaks ? notHere : undefined;
    const file = { ...entry, contents };
    visit(failure === undefined ? readingOf(file) : { file, outcome: "unreadable", reason: failure }, entry);
  }
};

const lyingAt = (entry: IndexEntry, { root, buffer, isStaged }: Tools): ReturnType<typeof readWorkTree> =>
  isStaged ? { failed: "absent" } : readWorkTree(root, entry, buffer);

const notHere = "its content is not in this clone";

const readingOf = (file: TrackedFile): Reading => {
  const { contents } = file;
  const isPointer = contents.every(({ storedBy }) => storedBy !== undefined);
  return { file, outcome: isPointer ? "git-lfs pointer" : "read" };
};

const contentOf = (from: Content["from"], { size, head }: Blob): Content => {
  const declared = size < 1024 ? declaredSize(head) : undefined;
  return declared === undefined ? { from, size, head } : { from, size: declared, head, storedBy: "git-lfs" };
};

const pointerStart = Buffer.from("version https://git-lfs.github.com/spec/");

/** git-lfs specification, "The Pointer": at most 1024 bytes, the version first, `size` in bytes. */
const declaredSize = (head: Uint8Array): number | undefined => {
  if (!pointerStart.equals(head.subarray(0, pointerStart.length))) return undefined;
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1");
  const size = /^size (\d+)$/m.exec(text);
  return size === null ? undefined : Number(size[1]);
};
