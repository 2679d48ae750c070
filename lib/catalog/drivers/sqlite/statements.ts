/**
 * Statements by their text, prepared once.
 *
 * @module
 */
import type { Cell, RowOf } from "../../port.ts";
import type { Database, Statement } from "./engine.ts";

export interface Statements {
  all: <Row = RowOf>(sql: string, ...parameters: Cell[]) => Row[];
  get: <Row = RowOf>(sql: string, ...parameters: Cell[]) => Row | undefined;
  /** Has a statement of its own, so that it may be asked again before the first one has ended. */
  iterate: <Row = RowOf>(sql: string, ...parameters: Cell[]) => IterableIterator<Row>;
  run: (sql: string, ...parameters: Cell[]) => void;
  /** Whether it worked. */
  attempt: (sql: string) => boolean;
}

export const createStatements = (database: Database): Statements => {
  const known = new Map<string, Statement>();
  const running = new Set<Statement>();
  const prepared = (sql: string): Statement => {
    const there = known.get(sql);
    if (there !== undefined) return there;
    const statement = database.prepare(sql);
    if (known.size >= maxKnown) known.clear();
    known.set(sql, statement);
    return statement;
  };
  return {
    all: <Row>(sql: string, ...parameters: Cell[]) => prepared(sql).all(...parameters) as Row[],
    get: <Row>(sql: string, ...parameters: Cell[]) => prepared(sql).get(...parameters) as Row | undefined,
    iterate: <Row>(sql: string, ...parameters: Cell[]) => held<Row>(database.prepare(sql), parameters, running),
    run: (sql, ...parameters) => void prepared(sql).run(...parameters),
    attempt: (sql) => {
      try {
        database.exec(sql);
        return true;
      } catch {
        return false;
      }
    },
  };
};

// --- internal ---

const maxKnown = 200;

/** An engine's iterator does not keep its statement alive: one that is collected half-way takes the process with it. */
function* held<Row>(statement: Statement, parameters: Cell[], running: Set<Statement>): Generator<Row, undefined> {
  running.add(statement);
  try {
    yield* statement.iterate(...parameters) as IterableIterator<Row>;
    return undefined;
  } finally {
    running.delete(statement);
  }
}
