/**
 * A Parquet file, row group by row group: memory holds one group, whatever there is.
 *
 * @module
 */
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { Cell, RowOf } from "../../catalog/index.ts";
import { version } from "../../version.ts";
import type { Column, ColumnType, Table } from "../column.ts";
import { tablesVersion } from "../tables.ts";
import { schemaOf } from "./schema.ts";

/** Write `rows` of `table`; the same rows give the same bytes. Throws for a row that lacks what its column must have. */
export const writeParquet = ({ name, columns }: Table, rows: Iterable<RowOf>, write: (piece: Buffer) => void): void => {
  const file = new ParquetWriter({
    writer: streamTo(write),
    schema: schemaOf(columns),
    createdBy: `kprovengine version ${version}`,
    kvMetadata: [
      { key: "kprov.schema", value: tablesVersion },
      { key: "kprov.table", value: name },
    ],
  });
  let group = emptyGroup(columns);
  for (const row of rows) {
    addRow(group, name, row);
    if (group.rows < most.rows && group.size < most.size) continue;
    file.write({ columnData: group.columns, rowGroupSize: most.rows });
    group = emptyGroup(columns);
  }
  if (group.rows > 0) file.write({ columnData: group.columns, rowGroupSize: most.rows });
  file.finish();
};

// --- internal ---

/** Of a row group: rows, and bytes about. Enough for engines to read in one go, little enough to hold. */
const most = { rows: 20_000, size: 4 * 2 ** 20 };

interface Group {
  columns: { column: Column; name: string; data: Value[]; nullable: boolean }[];
  rows: number;
  size: number;
}

type Value = string | bigint | boolean | null;

const emptyGroup = (columns: readonly Column[]): Group => ({
  columns: columns.map((column) => ({ column, name: column.name, data: [], nullable: column.isNullable })),
  rows: 0,
  size: 0,
});

const addRow = (group: Group, table: string, row: RowOf): void => {
  for (const { column, name, data } of group.columns) {
    const cell = row[name] ?? null;
    if (cell === null && !column.isNullable) throw new Error(`A row of "${table}" has no "${name}"`);
    data.push(cell === null ? null : valueIn(cell, column.type));
    group.size += typeof cell === "string" ? cell.length + 8 : 16;
  }
  group.rows += 1;
};

const valueIn = (cell: NonNullable<Cell>, type: ColumnType): Value => {
  if (type === "boolean") return Number(cell) !== 0;
  return type === "time" || type === "integer" ? BigInt(Number(cell)) : String(cell);
};

/** As much as is handed on at once. */
const pieceSize = 2 ** 18;

/** Keeps no more than a piece: what was filled is handed on, and its room used again. */
const streamTo = (write: (piece: Buffer) => void): ByteWriter => {
  const writer = new ByteWriter(2 * pieceSize);
  const grow = writer.ensure.bind(writer);
  const flush = (): void => {
    if (writer.index > 0) write(Buffer.from(writer.buffer, 0, writer.index));
    writer.index = 0;
  };
  return Object.assign(writer, {
    ensure: (size: number): void => {
      if (writer.index >= pieceSize) flush();
      grow(size);
    },
    finish: flush,
  });
};
