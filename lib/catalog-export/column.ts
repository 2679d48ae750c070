/**
 * Tables and columns of an export, as they are described.
 *
 * @module
 */
import type { ExportTable } from "../catalog/index.ts";

/** `digest` is 64 lower-case hexadecimal digits, `time` an instant in UTC with milliseconds, `json` a JSON text. */
export type ColumnType = "text" | "digest" | "time" | "integer" | "boolean" | "json";

export interface Column {
  name: string;
  type: ColumnType;
  isNullable: boolean;
  description: string;
}

export interface Table {
  name: ExportTable;
  description: string;
  columns: readonly Column[];
}

/** A column that always says something. */
export const column = (name: string, type: ColumnType, description: string): Column => ({
  ...{ name, type, description },
  isNullable: false,
});
/** A column that may be null. */
export const maybe = (name: string, type: ColumnType, description: string): Column => ({
  ...column(name, type, description),
  isNullable: true,
});
