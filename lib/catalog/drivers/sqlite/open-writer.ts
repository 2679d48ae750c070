/**
 * Opens the file of a catalog for writing, when it is ours.
 *
 * @module
 */
import { dirname } from "node:path";
import { errnoOf, KprovError, messageOf } from "../../../errors.ts";
import { makeDirectory } from "../../../files.ts";
import { assertOutsideBundles, realPlace } from "../../../outside.ts";
import { assertNotTracked, isNetworkPlace } from "../../place.ts";
import type { CatalogWriter } from "../../port.ts";
import { headerOf, type OpenOptions, statCatalog, whenOurs } from "./container.ts";
import { type Database, loadEngine, type OpenDatabase } from "./engine.ts";
import { isDamage, withFaults } from "./faults.ts";
import { sweepLeftovers } from "./leftovers.ts";
import { holdWriterLock } from "./lock.ts";
import { completeIndexes, migrate } from "./migrate.ts";
import { createWriter, forgetErased } from "./write.ts";

/**
 * Open the catalog in `file` for writing; made when it is missing, brought forward when it is of an earlier version.
 *
 * One writer at a time: another one is waited for, then said with its process. Readers go on meanwhile. Where other machines
 * may have the file open there is no write-ahead log, which needs memory that they don't share. Throws `E_CATALOG_PLACE` for a
 * file that is not ours or that git tracks, `E_USAGE` for one inside a bundle, `E_CATALOG_LOCKED`, `E_CATALOG_FULL`, `E_IO`, and
 * what {@link openReader} throws.
 */
export const openWriter = async (path: string, options: OpenOptions = {}): Promise<CatalogWriter> => {
  const { file, open, release } = await takePlace(path, options);
  try {
    const database = withFaults(file, () => open(file, { readOnly: false }));
    const { isNetwork = isNetworkPlace(file) } = options;
    return whenOurs(database, file, () => {
      database.exec(lastingly(isNetwork));
      return writerOn(database, { file, onClose: release });
    });
  } catch (error) {
    release();
    throw error;
  }
};

export interface Taken {
  file: string;
  open: OpenDatabase;
  release: () => void;
}

/** Nobody else writes there from now on. `isReplaced`: the file may as well be damaged. */
export const takePlace = async (
  path: string,
  options: OpenOptions,
  { isReplaced = false }: { isReplaced?: boolean } = {},
): Promise<Taken> => {
  // Whoever writes through a link must meet the lock, and git's word, of the file itself.
  const file = realPlace(path);
  assertOutsideBundles({ path: file, shown: path });
  assertNotTracked(file);
  makePlace(file);
  // An empty file is what a kill leaves before the first page.
  if ((statCatalog(file)?.size ?? 0) > 0) assertHeader(file, isReplaced);
  const open = await loadEngine();
  const release = await holdWriterLock(`${file}.lock`, options);
  try {
    sweepLeftovers(file);
    return { file, open, release };
  } catch (error) {
    release();
    throw error;
  }
};

/** A writer on an opened file, brought to this version. */
export const writerOn = (
  database: Database,
  { file, onClose }: { file: string; onClose: () => void },
): CatalogWriter => {
  migrate(database, file);
  // Of a catalog without runs the rest comes when they are in it.
  if (database.prepare("SELECT 1 FROM run LIMIT 1").get() !== undefined) completeIndexes(database);
  return createWriter(database, {
    file,
    onClose: (isWhole) => {
      try {
        // After a fault the next writer does it.
        if (isWhole) withFaults(file, () => putInOrder(database));
      } finally {
        // One of the engines closes only when its statements are collected: by then nobody may wait for its locks.
        letGo(database);
        database.close();
        onClose();
      }
    },
  });
};

/** The journal for a place. */
export const modeOf = (isNetwork: boolean): string => (isNetwork ? "DELETE" : "WAL");

/** Texts may be confidential: nothing goes to temporary files, and what is taken away is overwritten. */
export const privately =
  "PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON; PRAGMA cache_size = -32768; PRAGMA journal_size_limit = 67108864";

// --- internal ---

const assertHeader = (file: string, isReplaced: boolean): void => {
  try {
    headerOf(file);
  } catch (error) {
    if (!isReplaced || !isDamage(error)) throw error;
  }
};

const letGo = (database: Database): void => {
  try {
    database.exec("PRAGMA locking_mode = NORMAL; SELECT count(*) FROM sqlite_schema");
  } catch {
    // The fault that there was has been said.
  }
};

const putInOrder = (database: Database): void => {
  completeIndexes(database);
  forgetErased(database);
};

const makePlace = (file: string): void => {
  try {
    makeDirectory(dirname(file));
  } catch (cause) {
    const why = errnoOf(cause) ?? messageOf(cause);
    throw new KprovError("E_IO", `Cannot make the directory of the catalog "${file}": ${why}`, { cause });
  }
};

/** FULL: what is committed survives a power cut. */
const lastingly = (isNetwork: boolean): string =>
  `${privately}; ${isNetwork ? "PRAGMA locking_mode = EXCLUSIVE;" : ""} PRAGMA journal_mode = ${modeOf(isNetwork)}; PRAGMA synchronous = FULL`;
