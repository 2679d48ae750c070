/**
 * Columns in Parquet's own terms.
 *
 * Source: https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
 *
 * @module
 */
import type { SchemaElement } from "hyparquet";
import type { Column, ColumnType } from "../column.ts";

/** The root and one leaf for each column. */
export const schemaOf = (columns: readonly Column[]): SchemaElement[] => [
  { name: "table", num_children: columns.length },
  ...columns.map(
    ({ name, type, isNullable }): SchemaElement => ({
      name,
      ...elements[type],
      repetition_type: isNullable ? "OPTIONAL" : "REQUIRED",
    }),
  ),
];

// --- internal ---

const text = { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } } as const;

/** A JSON text is a text: engines differ in what else they make of it. */
const elements: Record<ColumnType, Omit<SchemaElement, "name">> = {
  text,
  digest: text,
  json: text,
  time: {
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
  },
  integer: { type: "INT64" },
  boolean: { type: "BOOLEAN" },
};
