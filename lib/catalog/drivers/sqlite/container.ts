/**
 * The file of a catalog, before it is believed to be one.
 *
 * @module
 */
import { closeSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { errnoOf, KprovError, messageOf } from "../../../errors.ts";
import { shellQuote } from "../../../text.ts";
import type { Database } from "./engine.ts";
import { damaged, withFaults } from "./faults.ts";
import { applicationId } from "./schema.ts";

export interface OpenOptions {
  /** Whether other machines may have the file open. Default: asked of the system. */
  isNetwork?: boolean;
  /** Milliseconds to wait: for another writer, default 30,000; for what a writer locks, default 5,000. */
  patience?: number;
  /** Called once when another writer has to be waited for. */
  onWait?: (owner: string) => void;
}

/** Null when nothing is there. Throws `E_CATALOG_PLACE` for what is no regular file. */
export const statCatalog = (file: string): Stats | null => {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isFile() === false) throw notOurs(file, "no regular file");
    return stats ?? null;
  } catch (cause) {
    throw cause instanceof KprovError ? cause : unreadable(file, cause);
  }
};

/** What the first bytes of a file say, `isMarked`: that it is ours (https://sqlite.org/fileformat2.html#the_database_header). Throws `E_CATALOG_*`, `E_IO`. */
export const headerOf = (file: string): { isWal: boolean; isMarked: boolean } => {
  const bytes = Buffer.alloc(100);
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch (cause) {
    throw unreadable(file, cause);
  }
  let size: number;
  try {
    size = readSync(fd, bytes);
  } catch (cause) {
    throw unreadable(file, cause);
  } finally {
    closeSync(fd);
  }
  if (size === 0) throw damaged(file, "it is empty");
  const isMarked = bytes.readUInt32BE(68) === applicationId;
  if (!bytes.subarray(0, magic.length).equals(magic)) {
    // Our mark stands further behind: then only the beginning is gone.
    throw isMarked ? damaged(file, "its first bytes are overwritten") : notOurs(file, "no SQLite database");
  }
  return { isWal: bytes[19] === 2, isMarked };
};

/** Go on with `database` when it is a catalog, or, for a writer, nothing yet; else close it. */
export const whenOurs = <T>(database: Database, file: string, use: () => T): T => {
  try {
    return withFaults(file, () => {
      const id = Number(database.prepare("PRAGMA application_id").get()?.["application_id"]);
      const isEmpty =
        id === 0 && Number(database.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"]) === 0;
      if (id !== applicationId && !isEmpty) throw notOurs(file, "another program's database");
      return use();
    });
  } catch (error) {
    database.close();
    throw error;
  }
};

// --- internal ---

const magic = Buffer.from("SQLite format 3\0");

const notOurs = (file: string, what: string): KprovError =>
  new KprovError("E_CATALOG_PLACE", `Cannot use "${file}" as a catalog: it is ${what}`, {
    hint: `give another file with --catalog FILE; if it was a catalog: rm ${shellQuote(file)}, and index again`,
  });

const unreadable = (file: string, cause: unknown): KprovError =>
  new KprovError("E_IO", `Cannot read the catalog "${file}": ${errnoOf(cause) ?? messageOf(cause)}`, { cause });
