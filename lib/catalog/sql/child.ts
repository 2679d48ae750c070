/**
 * The program that runs a query: a process of its own, because nothing else can stop SQLite in the middle of one.
 *
 * @module
 */

/** What the program is told: JSON on its stdin. */
export interface ChildRequest {
  file: string;
  /** Where nothing may be locked, and nobody writes. */
  frozen: string;
  isFrozen: boolean;
  sql: string;
  views: readonly string[];
  /** Rows at most, and milliseconds. */
  rows: number;
  milliseconds: number;
  /** Bytes that the process may hold, and the signal that ends it when it holds more. */
  memory: number;
  overMemory: NodeJS.Signals;
  /** Path of the package for a Node without SQLite. */
  package: string | null;
}

/** Its answer, lines of JSON: the columns, rows, and how it ended. */
export type ChildLine =
  | { columns: string[] }
  | { row: (string | number | null)[] }
  | { end: true; isMore: boolean }
  /** `query`: the query is to blame; `code` is SQLite's. */
  | { error: string; stage: "query" | "catalog"; code: number };

/**
 * Plain JavaScript for `node -e`: TypeScript could not be run, and a file of its own would have to be found in every form of the
 * package.
 *
 * First the query is prepared against an empty database in memory, which has a table for each view and nothing else: a name that it
 * does not know is no view. Then it is run on the catalog, opened read-only. A second thread ends the process when the time is up,
 * even when nobody waits for it any more, and when it holds too much: not every build of SQLite keeps count itself.
 */
export const childProgram = `"use strict";
const fs = require("node:fs");
const { Worker } = require("node:worker_threads");
const request = JSON.parse(fs.readFileSync(0, "utf8"));
const watch = \`
const { milliseconds, memory, overMemory } = require("node:worker_threads").workerData;
const end = (signal) => process.kill(process.pid, signal);
setTimeout(end, milliseconds, "SIGKILL");
setInterval(() => { if (process.memoryUsage.rss() > memory) end(overMemory); }, 20);
\`;
const { milliseconds, memory, overMemory } = request;
new Worker(watch, { eval: true, workerData: { milliseconds, memory, overMemory } });
let held = "";
const flush = () => {
  const bytes = Buffer.from(held);
  held = "";
  for (let at = 0; at < bytes.length;) {
    try { at += fs.writeSync(1, bytes, at); } catch (error) { if (error.code !== "EAGAIN") process.exit(2); }
  }
};
const say = (line) => {
  held += JSON.stringify(line) + "\\n";
  if (held.length > 65536) flush();
};
const leave = (line) => {
  say(line);
  flush();
  process.exit(0);
};
const engine = () => {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const isThere = major > 22 || (major === 22 && minor >= 16);
  return isThere || request.package === null ? require("node:sqlite") : require(request.package);
};
const { DatabaseSync } = engine();
const quoted = (name) => '"' + name.replaceAll('"', '""') + '"';
const isHot = () => ["-journal", "-wal"].some((end) => (fs.statSync(request.file + end, { throwIfNoEntry: false })?.size ?? 0) > 0);
const openCatalog = () => {
  const ready = (database) => {
    database.exec("PRAGMA busy_timeout = 5000; PRAGMA query_only = ON; PRAGMA temp_store = MEMORY");
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    return database;
  };
  if (request.isFrozen) return ready(new DatabaseSync(request.frozen, { readOnly: true }));
  try {
    return ready(new DatabaseSync(request.file, { readOnly: true }));
  } catch (error) {
    const kind = (error.errcode ?? 0) & 255;
    // A journal is half a change: without rolling it back nothing that stands there is a fact.
    if ((kind !== 14 && kind !== 8) || isHot()) throw error;
    return ready(new DatabaseSync(request.frozen, { readOnly: true }));
  }
};
// Engines cut a text at a NUL, and give a blob whole. LIMIT and WHERE: so it is worked out once, row by row, in the order asked for.
const prepareWhole = (database, count) => {
  const names = Array.from({ length: count }, (_, index) => "c" + index);
  const cellSql = (name, index) => {
    const isText = "typeof(" + name + ") = 'text'";
    return isText + " AS t" + index + ", CASE WHEN " + isText + " THEN CAST(" + name + " AS BLOB) ELSE " + name + " END AS c" + index;
  };
  const asked = request.sql.replace(/;\\s*$/, "");
  // A comment may be left open at the end; and EXPLAIN stands alone.
  for (const end of ["\\n", "*/"]) {
    try {
      const inner = "(SELECT * FROM (" + asked + end + ") LIMIT -1)";
      return database.prepare("WITH asked(" + names.join(", ") + ") AS " + inner + " SELECT " + names.map(cellSql).join(", ") + " FROM asked WHERE c0 IS c0");
    } catch {
      // With the other ending, or as it stands.
    }
  }
  return null;
};
let stage = "catalog";
const cellOf = (value) => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value !== "bigint") return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
};
const textOf = (value, isText) => Number(isText) === 1 ? Buffer.from(value).toString("utf8") : value;
try {
  const database = openCatalog();
  const mirror = new DatabaseSync(":memory:");
  for (const view of request.views) {
    const columns = database.prepare("SELECT name FROM pragma_table_info(?) ORDER BY cid").all(view).map(({ name }) => name);
    mirror.exec("CREATE TABLE " + quoted(view) + "(" + columns.map(quoted).join(", ") + ")");
  }
  stage = "query";
  mirror.prepare(request.sql);
  const plain = database.prepare(request.sql);
  const names = plain.columns().map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) leave({ error: 'two columns are called "' + twice + '": name one of them with AS', stage, code: 1 });
  say({ columns: names });
  const whole = prepareWhole(database, names.length);
  const statement = whole ?? plain;
  // An iterator alone does not keep its statement from being collected with garbage.
  globalThis.kept = [database, statement];
  statement.setReadBigInts(true);
  const valueOf = whole === null ? (row, index) => row[names[index]] : (row, index) => textOf(row["c" + index], row["t" + index]);
  let count = 0;
  for (const row of statement.iterate()) {
    if (count === request.rows) leave({ end: true, isMore: true });
    count += 1;
    say({ row: names.map((_, index) => cellOf(valueOf(row, index))) });
  }
  leave({ end: true, isMore: false });
} catch (error) {
  leave({ error: String(error.message), stage, code: error.errcode ?? 0 });
}
`;
