/**
 * A catalog made anew beside the old one, which stays until it is there.
 *
 * @module
 */
import { renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { syncAll, writeNewFile } from "../../../files.ts";
import { isNetworkPlace } from "../../place.ts";
import type { CatalogWriter } from "../../port.ts";
import { headerOf, type OpenOptions, statCatalog, whenOurs } from "./container.ts";
import type { OpenDatabase } from "./engine.ts";
import { faultOf, isDamage, withFaults } from "./faults.ts";
import { besides, suffixes } from "./leftovers.ts";
import { modeOf, privately, takePlace, writerOn } from "./open-writer.ts";

/**
 * Make the catalog in `file` anew: `work` fills an empty one beside it, which takes its place at the end. Until then, and when
 * `work` throws or is killed, the old one stays as it is. A damaged one is replaced as well, what is not ours is not.
 *
 * Throws what {@link openWriter} throws.
 */
export const rebuildCatalog = async <T>(
  path: string,
  work: (writer: CatalogWriter) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> => {
  const { file, open, release } = await takePlace(path, options, { isReplaced: true });
  const fresh = besides(file);
  let isMade = false;
  try {
    const { isNetwork = isNetworkPlace(file) } = options;
    assertReplaceable(open, file);
    // SQLite would take whatever lies there, or follow a link.
    writeNewFile(fresh, "");
    isMade = true;
    const database = withFaults(fresh, () => open(fresh, { readOnly: false }));
    // A kill leaves a file that nobody looks at: nothing in it has to last before all of it is there.
    database.exec(`${privately}; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF`);
    const writer = writerOn(database, { file: fresh, onClose: () => undefined });
    const result = await work(writer).finally(writer.close);
    settleMode(open, fresh, isNetwork);
    await syncAll([fresh]);
    retire(open, file);
    renameSync(fresh, file);
    await syncAll([dirname(file)]);
    return result;
  } catch (error) {
    throw faultOf(error, file);
  } finally {
    if (isMade) removeDatabase(fresh);
    release();
  }
};

// --- internal ---

/** Ours, or so damaged that nothing in it says whose it is. */
const assertReplaceable = (open: OpenDatabase, file: string): void => {
  if ((statCatalog(file)?.size ?? 0) === 0) return;
  try {
    // SQL can't be asked where a journal has to be undone first.
    if (headerOf(file).isMarked) return;
    const database = open(file, { readOnly: true });
    whenOurs(database, file, () => undefined);
    database.close();
  } catch (error) {
    if (!isDamage(faultOf(error, file))) throw error;
  }
};

const settleMode = (open: OpenDatabase, file: string, isNetwork: boolean): void => {
  const database = open(file, { readOnly: false });
  try {
    database.exec(`PRAGMA journal_mode = ${modeOf(isNetwork)}`);
  } finally {
    database.close();
  }
};

/**
 * SQLite would take a log or a journal that the old file left for one of the new file, and believe it. It does its work on the old
 * file first, which is whole without it then; that of a damaged one is of no use.
 */
const retire = (open: OpenDatabase, file: string): void => {
  try {
    if (["-wal", "-journal"].some((suffix) => sizeOf(`${file}${suffix}`) > 0)) emptyLog(open, file);
    for (const suffix of ["-wal", "-shm", "-journal"]) rmSync(`${file}${suffix}`, { force: true });
  } catch (error) {
    if (!isDamage(error)) throw error;
    removeDatabase(file);
  }
};

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

const emptyLog = (open: OpenDatabase, file: string): void =>
  withFaults(file, () => {
    const database = open(file, { readOnly: false });
    try {
      database.exec("PRAGMA busy_timeout = 5000; SELECT count(*) FROM sqlite_schema");
      const isBusy = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()?.["busy"] === 1;
      // SQLITE_BUSY, which it says here in a row.
      if (isBusy) throw Object.assign(new Error("a reader holds it"), { errcode: 5 });
    } finally {
      database.close();
    }
  });

const removeDatabase = (file: string): void => {
  for (const suffix of suffixes) rmSync(`${file}${suffix}`, { force: true });
};
