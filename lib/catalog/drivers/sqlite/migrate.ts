/**
 * Catalogs of earlier versions go forward, never back.
 *
 * @module
 */
import { KprovError } from "../../../errors.ts";
import type { Database } from "./engine.ts";
import { rebuildHint } from "./faults.ts";
import { applicationId, scatteredIndexes, schemaVersion, tables, views } from "./schema.ts";

/** From a version to the next one. Each is done in a transaction of its own, with the new number in it. */
export type Migrations = Readonly<Record<number, (database: Database) => void>>;

/** Version 0 is a new file: nothing is in it. */
export const migrations: Migrations = {
  0: (database) => {
    database.exec(tables);
    database.exec(views);
  },
};

/** Of an opened file. */
export const versionOf = (database: Database): number =>
  Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);

/**
 * Bring the catalog to the version of this program. A kill leaves it at a version, whole.
 *
 * Throws `E_CATALOG_NEWER`, and `E_CATALOG_OLDER` when there is no way from its version to this one.
 */
export const migrate = (
  database: Database,
  file: string,
  { to = schemaVersion, steps = migrations }: { to?: number; steps?: Migrations } = {},
): void => {
  let version = versionOf(database);
  assertNotNewer(version, file, to);
  for (; version < to; version += 1) {
    const step = steps[version];
    if (step === undefined) throw tooOld(file, version, to);
    database.exec("BEGIN IMMEDIATE");
    try {
      step(database);
      database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version + 1}; COMMIT`);
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  }
};

/** Make the indexes that were put off, or that a kill prevented. */
export const completeIndexes = (database: Database): void => database.exec(scatteredIndexes);

/** Throws `E_CATALOG_NEWER`. */
export const assertNotNewer = (version: number, file: string, known = schemaVersion): void => {
  if (version <= known) return;
  throw new KprovError(
    "E_CATALOG_NEWER",
    `The catalog "${file}" is of version ${version}: this program knows versions up to ${known}`,
    { hint: `use a newer kprovengine, or ${rebuildHint(file)}` },
  );
};

export const tooOld = (file: string, version: number, known = schemaVersion): KprovError =>
  new KprovError("E_CATALOG_OLDER", `The catalog "${file}" is of version ${version}: expected ${known}`, {
    hint: rebuildHint(file),
  });
