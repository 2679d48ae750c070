/**
 * Answers from a catalog, over a connection that cannot write.
 *
 * @module
 */
import type { CatalogReader, Cell } from "../../port.ts";
import type { Database } from "./engine.ts";
import { withFaults } from "./faults.ts";
import { createStatements } from "./statements.ts";

/** `database` was opened read-only. */
export const createReader = (database: Database, file: string): CatalogReader => {
  const statements = createStatements(database);
  let depth = 0;
  const begin = (): void => {
    if (depth === 0) withFaults(file, () => database.exec("BEGIN"));
    depth += 1;
  };
  const end = (): void => {
    depth -= 1;
    // A fault may have ended it already, and there is nothing to lose.
    if (depth === 0) statements.attempt("COMMIT");
  };
  return {
    file,
    all: (sql, ...parameters) => withFaults(file, () => statements.all(sql, ...parameters)),
    get: (sql, ...parameters) => withFaults(file, () => statements.get(sql, ...parameters)),
    iterate: <Row>(sql: string, ...parameters: Cell[]) => {
      const rows = withFaults(file, () => statements.iterate<Row>(sql, ...parameters));
      return guarded(rows, file);
    },
    snapshot: (use) => {
      begin();
      let result: ReturnType<typeof use>;
      try {
        result = use();
      } catch (error) {
        end();
        throw error;
      }
      if (!(result instanceof Promise)) {
        end();
        return result;
      }
      return result.finally(end) as typeof result;
    },
    close: () => database.close(),
  };
};

// --- internal ---

function* guarded<Row>(rows: IterableIterator<Row>, file: string): Generator<Row, undefined, undefined> {
  try {
    for (;;) {
      const next = withFaults(file, () => rows.next());
      if (next.done === true) return undefined;
      yield next.value;
    }
  } finally {
    rows.return?.();
  }
}
