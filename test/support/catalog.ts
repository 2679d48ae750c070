/**
 * Catalogs made from facts, without a bundle in sight.
 *
 * @module
 */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { loadEngine } from "../../lib/catalog/drivers/sqlite/engine.ts";
import {
  alteredFacts,
  type CatalogReader,
  logicalDigest,
  openCatalog,
  openWriter,
  type RefusedFacts,
  type RunFacts,
} from "../../lib/catalog/index.ts";
import { exampleLocation, exampleRuns } from "./catalog-facts.ts";
import { temporary } from "./temporary.ts";

export { exampleLocation, exampleRefused, exampleRun, exampleRuns, exampleStart } from "./catalog-facts.ts";

/** Write a catalog of these facts, each at a place of its own. Returns its file. */
export const writeCatalog = async (
  facts: Iterable<RunFacts | RefusedFacts>,
  file: string = join(temporary(), "catalog.sqlite"),
): Promise<string> => {
  const writer = await openWriter(file);
  try {
    let n = 0;
    for (const fact of facts) {
      writer.put({
        location: exampleLocation(n),
        facts: "stableDigest" in fact ? { run: fact } : { refused: fact },
      });
      n += 1;
      if (n % 5000 === 0) writer.commit();
    }
    writer.commit();
  } finally {
    writer.close();
  }
  return file;
};

/** The same, opened for reading until the test ends. Call it inside a test. */
export const catalogOf = async (...facts: readonly (RunFacts | RefusedFacts)[]): Promise<CatalogReader> => {
  const reader = await openCatalog(await writeCatalog(facts));
  onTestFinished(() => reader.close());
  return reader;
};

/** Digest and number of runs of the catalog in `file`, and whether SQLite and the stored digests agree with what is in it. */
export const stateOfCatalog = async (
  file: string,
): Promise<{ digest: string; runs: number; check: unknown; altered: string[] }> => {
  const reader = await openCatalog(file);
  try {
    const runs = reader.all("SELECT 1 FROM run").length;
    const check = reader.get("PRAGMA integrity_check")?.["integrity_check"];
    return { digest: logicalDigest(reader), runs, check, altered: alteredFacts(reader) };
  } finally {
    reader.close();
  }
};

/** A catalog as a writer leaves it that keeps no log and is killed in the middle of its changes: every step half "HALF". */
export const halfWritten = async (runs: number): Promise<string> => {
  const [dir, copy] = [temporary(), join(temporary(), "catalog.sqlite")];
  const file = join(dir, "changing.sqlite");
  // One of the engines lets go of what it wrote only when it feels like it.
  copyFileSync(await writeCatalog(exampleRuns(runs)), file);
  const database = (await loadEngine())(file, { readOnly: false });
  database.exec("PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN");
  database.exec("UPDATE run SET step = 'HALF'");
  for (const suffix of ["", "-journal"]) copyFileSync(`${file}${suffix}`, `${copy}${suffix}`);
  database.exec("ROLLBACK");
  database.close();
  return copy;
};
