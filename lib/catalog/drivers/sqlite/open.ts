/**
 * Opens the file of a catalog so that nothing can be written.
 *
 * @module
 */
import { statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { KprovError } from "../../../errors.ts";
import { realPlace } from "../../../outside.ts";
import { isNetworkPlace } from "../../place.ts";
import type { CatalogReader } from "../../port.ts";
import { headerOf, type OpenOptions, statCatalog, whenOurs } from "./container.ts";
import { type Database, loadEngine, type OpenDatabase } from "./engine.ts";
import { codeOf, faultOf, withFaults } from "./faults.ts";
import { assertNotNewer, tooOld, versionOf } from "./migrate.ts";
import { createReader } from "./read.ts";
import { schemaVersion } from "./schema.ts";

/**
 * Open the catalog in `file` so that it cannot be written: read-only, and told to refuse what would write.
 *
 * Safe beside a writer and other readers, and on media that are read-only. Throws `E_CATALOG_MISSING`, `E_CATALOG_DAMAGED`,
 * `E_CATALOG_NEWER`, `E_CATALOG_OLDER`, `E_CATALOG_PLACE`, `E_CATALOG_ENGINE`, `E_IO`.
 */
export const openReader = async (
  path: string,
  options: Pick<OpenOptions, "isNetwork" | "patience"> = {},
): Promise<CatalogReader> => {
  const file = realPlace(path);
  if (statCatalog(file) === null) throw missing(file);
  const header = headerOf(file);
  const open = await loadEngine();
  const { isNetwork = isNetworkPlace(file), patience = 5000 } = options;
  const isFrozen = isNetwork && header.isWal;
  const database = isFrozen ? openFrozen(open, file) : openReadOnly(open, file, patience);
  return whenOurs(database, file, () => {
    database.exec("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY");
    const version = versionOf(database);
    assertNotNewer(version, file);
    if (version < schemaVersion) throw tooOld(file, version);
    return createReader(database, file);
  });
};

// --- internal ---

const missing = (file: string): KprovError =>
  new KprovError("E_CATALOG_MISSING", `There is no catalog at "${file}"`, {
    hint: "make one from directories of bundles: kprovengine index runs/",
  });

/** A log or a journal with something in it: without that, the file shows half of what was written. */
const isUnsettled = (file: string): boolean =>
  ["-wal", "-journal"].some((suffix) => (statSync(`${file}${suffix}`, { throwIfNoEntry: false })?.size ?? 0) > 0);

const unsettled = (file: string, cause?: unknown): KprovError =>
  new KprovError(
    "E_CATALOG_PLACE",
    `Cannot read "${file}": somebody may be writing to it, or has died while they did`,
    {
      cause,
      hint: "run kprovengine index where it may be written, on the machine that writes it; what was committed is not lost",
    },
  );

const openReadOnly = (open: OpenDatabase, file: string, patience: number): Database => {
  const database = withFaults(file, () => open(file, { readOnly: true }));
  try {
    database.exec(`PRAGMA busy_timeout = ${Math.floor(patience)}`);
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    return database;
  } catch (error) {
    database.close();
    // A write-ahead log needs a file beside it. On media that are read-only nobody makes one, and nobody writes.
    const code = codeOf(error);
    // A journal that has to be undone first says "read-only" too; when it is gone by now, a writer is at it.
    if (code === readOnlyRollback) throw unsettled(file, error);
    const isMedia = (code & 0xff) === 14 || (code & 0xff) === 8;
    if (isMedia) return openFrozen(open, file);
    throw faultOf(error, file);
  }
};

/** SQLITE_READONLY_ROLLBACK. */
const readOnlyRollback = 776;

/** Without locks and without a log: for a file that nobody writes to. Throws `E_CATALOG_PLACE` when somebody did not end. */
const openFrozen = (open: OpenDatabase, file: string): Database => {
  if (isUnsettled(file)) throw unsettled(file);
  return withFaults(file, () => open(`${pathToFileURL(file).href}?immutable=1`, { readOnly: true }));
};
