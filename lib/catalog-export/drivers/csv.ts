/**
 * CSV: a file for each table, with a header.
 *
 * Source: RFC 4180, as `catalog list --csv` has it; a null and an empty text are both an empty field.
 *
 * @module
 */
import { type Cell, csvRecord } from "../../catalog/index.ts";
import { formatTime } from "../../clock.ts";
import type { ColumnType, Table } from "../column.ts";
import { textFile } from "../counted.ts";
import type { CountedFile, ExportDriver, ExportSource, MadeExport } from "../registry.ts";
import { schemaFile } from "../schema-file.ts";
import { tablesOf } from "../tables.ts";

const meta = { name: "csv", description: "CSV files, a table each" };

const make = (source: ExportSource): MadeExport => {
  const tables = tablesOf(source);
  return {
    files: [...tables.map((table) => csvFile(table, source)), schemaFile(tables)],
    notes: [
      "What a spreadsheet would calculate begins with an apostrophe, control characters are spelled out: parquet has texts as they are",
    ],
    commands: ["sqlite3 :memory: '.import --csv runs.csv runs' 'SELECT step, count(*) FROM runs GROUP BY step'"],
  };
};

export default { meta, make } satisfies ExportDriver;

// --- internal ---

const csvFile = ({ name, columns }: Table, source: ExportSource): CountedFile =>
  textFile(`${name}.csv`, (put) => {
    let rows = 0;
    put(csvRecord(columns.map((column) => column.name)));
    for (const row of source.rows(name)) {
      rows += 1;
      put(csvRecord(columns.map((column) => csvValueOf(row[column.name] ?? null, column.type))));
    }
    return rows;
  });

const csvValueOf = (cell: Cell, type: ColumnType): Parameters<typeof csvRecord>[0][number] => {
  if (cell === null || cell instanceof Uint8Array) return null;
  if (type === "time") return formatTime(Number(cell));
  if (type === "boolean") return Number(cell) === 0 ? "false" : "true";
  return cell;
};
