import { join } from "node:path";
import { expect, test } from "vitest";
import { type Database, loadEngine } from "../../../../../lib/catalog/drivers/sqlite/engine.ts";
import { migrate, migrations, versionOf } from "../../../../../lib/catalog/drivers/sqlite/migrate.ts";
import { applicationId, schemaVersion } from "../../../../../lib/catalog/drivers/sqlite/schema.ts";
import { openCatalog, openWriter } from "../../../../../lib/catalog/index.ts";
import { exampleRun, writeCatalog } from "../../../../support/catalog.ts";
import { temporary } from "../../../../support/temporary.ts";

const openDatabase = async (file: string): Promise<Database> => (await loadEngine())(file, { readOnly: false });

test("openWriter brings a file of version 0 to this version, and a reader takes it then", async () => {
  const file = join(temporary(), "catalog.sqlite");
  const old = await openDatabase(file);
  old.exec(`PRAGMA application_id = ${applicationId}; PRAGMA journal_mode = WAL`);
  old.close();
  await expect(openCatalog(file)).rejects.toMatchObject({ code: "E_CATALOG_OLDER" });
  (await openWriter(file)).close();
  const reader = await openCatalog(file);
  expect(reader.all("SELECT * FROM runs")).toEqual([]);
  expect(reader.get("PRAGMA user_version")).toEqual({ user_version: schemaVersion });
  reader.close();
});

test("migrate goes forward step by step and keeps what is there", async () => {
  const file = await writeCatalog([exampleRun(1)]);
  const database = await openDatabase(file);
  const steps = {
    ...migrations,
    1: (next: Database) => next.exec("ALTER TABLE run ADD COLUMN host TEXT; UPDATE run SET host = 'old'"),
    2: (next: Database) => next.exec("CREATE TABLE extra(a)"),
  };
  migrate(database, file, { to: 3, steps });
  expect(versionOf(database)).toBe(3);
  expect(database.prepare("SELECT host, run_id FROM run").all()).toEqual([
    { host: "old", run_id: exampleRun(1).runId },
  ]);
  database.close();
  await expect(openWriter(file)).rejects.toMatchObject({ code: "E_CATALOG_NEWER" });
});

test("migrate leaves the version before a step that fails, whole", async () => {
  const file = await writeCatalog([exampleRun(1)]);
  const database = await openDatabase(file);
  const steps = {
    1: (next: Database) => next.exec("CREATE TABLE extra(a)"),
    2: (next: Database) => next.exec("CREATE TABLE more(a); DELETE FROM run; SELECT nonsense"),
  };
  expect(() => migrate(database, file, { to: 3, steps })).toThrow(/nonsense/);
  expect(versionOf(database)).toBe(2);
  expect(database.prepare("SELECT name FROM sqlite_schema WHERE name IN ('extra', 'more')").all()).toEqual([
    { name: "extra" },
  ]);
  expect(database.prepare("SELECT run_id FROM run").all()).toHaveLength(1);
  database.close();
});

test("migrate says E_CATALOG_OLDER where there is no way forward", async () => {
  const file = await writeCatalog([]);
  const database = await openDatabase(file);
  expect(() => migrate(database, file, { to: 5, steps: {} })).toThrow(
    expect.objectContaining({ code: "E_CATALOG_OLDER" }),
  );
  database.close();
});
