/**
 * Stores what indexing found: one writer, one transaction for each batch.
 *
 * @module
 */
import type { CatalogWriter, Circumstances } from "../../port.ts";
import type { Database } from "./engine.ts";
import { withFaults } from "./faults.ts";
import { staleWords } from "./places.ts";
import { putRefused, putRun, removeLocation, setMeta } from "./put.ts";
import { createRowWriter } from "./rows.ts";
import { createStatements, type Statements } from "./statements.ts";

export interface WriterOptions {
  file: string;
  /** Called once, when nothing will be written any more. `isWhole`: everything that was put has been committed. */
  onClose: (isWhole: boolean) => void;
}

/** A writer on an opened catalog of this version. */
export const createWriter = (database: Database, { file, onClose }: WriterOptions): CatalogWriter => {
  const state = { database, statements: createStatements(database), rows: createRowWriter(database), isOpen: false };
  const writing = <T>(work: () => T): T =>
    withFaults(file, () => {
      if (!state.isOpen) database.exec("BEGIN IMMEDIATE");
      state.isOpen = true;
      return work();
    });
  let isClosed = false;
  return {
    get circumstances() {
      return withFaults(file, () => circumstancesOf(state.statements));
    },
    locations: (source) => withFaults(file, () => locationsOf(state.statements, source)),
    sources: () =>
      withFaults(file, () =>
        state.statements.all("SELECT path FROM source ORDER BY path").map((row) => String(row["path"])),
      ),
    put: ({ location, facts }) =>
      writing(() => ("run" in facts ? putRun(state, location, facts.run) : putRefused(state, location, facts.refused))),
    remove: (location) => writing(() => removeLocation(state, location)),
    setCircumstances: ({ trust, searchable }) =>
      writing(() => {
        setMeta(state.statements, "trust", trust ?? "");
        setMeta(state.statements, "searchable", searchable);
      }),
    commit: () => {
      if (!state.isOpen) return;
      withFaults(file, () => database.exec("COMMIT"));
      state.isOpen = false;
    },
    close: () => {
      if (isClosed) return;
      isClosed = true;
      try {
        // After a fault SQLite may have ended the transaction itself.
        if (state.isOpen) state.statements.attempt("ROLLBACK");
      } finally {
        onClose(!state.isOpen);
      }
    },
  };
};

/**
 * Put the full text in order when runs were taken out of it, so that no word of theirs stays in the file, and empty the
 * write-ahead log. While a reader needs what is in the log, the words stay, and so does the mark that says so.
 */
export const forgetErased = (database: Database): void => {
  // To the end each: a statement that could give more rows holds the log itself.
  const isMarked = database.prepare("SELECT 1 FROM meta WHERE key = ?").all(staleWords).length > 0;
  if (isMarked) database.exec("INSERT INTO run_fts(run_fts) VALUES('optimize')");
  const isBusy = database.prepare(emptyLog).all()[0]?.["busy"] === 1;
  if (!isMarked || isBusy) return;
  database.prepare("DELETE FROM meta WHERE key = ?").run(staleWords);
  database.exec(emptyLog);
};

// --- internal ---

const emptyLog = "PRAGMA wal_checkpoint(TRUNCATE)";

const circumstancesOf = ({ all }: Statements): Circumstances | null => {
  const meta = new Map(all("SELECT key, value FROM meta").map((row) => [row["key"], String(row["value"])]));
  const [trust, searchable] = [meta.get("trust"), meta.get("searchable")];
  return trust === undefined || searchable === undefined ? null : { trust: trust || null, searchable };
};

const locationsOf = ({ all }: Statements, source: string): Map<string, { stamp: string }> => {
  const rows = all(
    "SELECT name, stamp FROM location WHERE source = (SELECT id FROM source WHERE path = ?) ORDER BY name",
    source,
  );
  return new Map(rows.map(({ name, stamp }) => [String(name), { stamp: String(stamp) }]));
};
