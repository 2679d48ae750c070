/**
 * The list of waivers as a file that is changed: entry by entry, and never into something half.
 *
 * @module
 */
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { errnoOf, KprovError, messageOf } from "../../errors.ts";
import { syncAll, writeNewFile } from "../../files.ts";
import type { JsonValue } from "../../json.ts";
import { removeStaged, stagedBeside } from "../../leftovers.ts";
import { withLock } from "../../lock.ts";
import { compareBytes } from "../../report.ts";
import { textIn } from "./entry.ts";
import { maxWaiverBytes, readList, waiversSchema } from "./parse.ts";
import { waiversPath } from "./waiver.ts";

/**
 * Change the list below `root`: `change` is given its entries, as they stand there and whatever each of them holds, and returns
 * those that are to stand there. They are written sorted by fingerprint, so that two branches rarely touch the same lines.
 *
 * Throws `E_WAIVERS` for a list that can't be read as one, or that is a link or behind one: nothing is written then. Throws
 * `E_IO` when it can't be written, `E_LOCKED` when another process goes on changing it, and what `change` throws.
 */
export const changeList = async (
  root: string,
  change: (entries: readonly JsonValue[]) => readonly JsonValue[],
): Promise<void> => {
  const file = join(root, waiversPath);
  const dir = dirname(file);
  prepare(dir);
  await withLock(`${file}.lock`, async () => {
    removeStaged(file);
    const entries = [...change(readEntries(file))].sort(byFingerprint);
    await replace(file, `${JSON.stringify({ schema: waiversSchema, waivers: entries }, null, 2)}\n`);
  });
};

// --- internal ---

const prepare = (dir: string): void => {
  try {
    const stats = lstatSync(dir, { throwIfNoEntry: false });
    if (stats === undefined) mkdirSync(dir);
    else if (!stats.isDirectory()) throw refused("its directory is a link, or something else");
  } catch (cause) {
    if (cause instanceof KprovError) throw cause;
    throw new KprovError("E_IO", `Cannot write "${waiversPath}": ${errnoOf(cause) ?? messageOf(cause)}`, { cause });
  }
};

const readEntries = (file: string): JsonValue[] => {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isFile()) throw refused("it is no regular file");
  if (stats.size > maxWaiverBytes) throw refused(`it has more than ${maxWaiverBytes} bytes`);
  const read = readList(readFileSync(file), waiversPath);
  if ("problem" in read) throw refused(read.problem);
  return read.entries;
};

const refused = (problem: string): KprovError =>
  new KprovError("E_WAIVERS", `Cannot change "${waiversPath}": ${problem}`, {
    hint: `correct it, or git checkout HEAD -- ${waiversPath}`,
  });

const byFingerprint = (a: JsonValue, b: JsonValue): number =>
  compareBytes(textIn(a, "fingerprint") ?? "", textIn(b, "fingerprint") ?? "");

const replace = async (file: string, text: string): Promise<void> => {
  const staged = stagedBeside(file);
  try {
    writeNewFile(staged, text);
    await syncAll([staged]);
    renameSync(staged, file);
    await syncAll([dirname(file)]);
  } catch (cause) {
    rmSync(staged, { force: true });
    throw new KprovError("E_IO", `Cannot write "${waiversPath}": ${errnoOf(cause) ?? messageOf(cause)}`, { cause });
  }
};
