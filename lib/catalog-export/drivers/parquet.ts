/**
 * Parquet: a file for each table, for DuckDB, Trino, Spark and whatever else reads it.
 *
 * Source: https://github.com/apache/parquet-format
 *
 * @module
 */
import type { RowOf } from "../../catalog/index.ts";
import type { Table } from "../column.ts";
import { writeParquet } from "../parquet/write.ts";
import type { CountedFile, ExportDriver, ExportSource, MadeExport } from "../registry.ts";
import { schemaFile } from "../schema-file.ts";
import { tablesOf } from "../tables.ts";

const meta = { name: "parquet", description: "Parquet files, a table each" };

const make = (source: ExportSource): MadeExport => {
  const tables = tablesOf(source);
  return {
    files: [...tables.map((table) => parquetFile(table, source)), schemaFile(tables)],
    notes: [],
    commands: [`duckdb -c "SELECT step, outcome, count(*) FROM 'runs.parquet' GROUP BY ALL ORDER BY ALL"`],
  };
};

export default { meta, make } satisfies ExportDriver;

// --- internal ---

const parquetFile = (table: Table, source: ExportSource): CountedFile => {
  let count = 0;
  const counted = function* (): Generator<RowOf> {
    for (const row of source.rows(table.name)) {
      count += 1;
      yield row;
    }
  };
  return {
    path: `${table.name}.parquet`,
    fill: (write) => writeParquet(table, counted(), write),
    rows: () => count,
  };
};
