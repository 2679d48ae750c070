/**
 * `schema.json`: what the tables of an export hold, for whoever opens it without this program's documentation.
 *
 * @module
 */
import { formatDocument } from "../json.ts";
import type { Table } from "./column.ts";
import type { CountedFile } from "./registry.ts";
import { tablesVersion } from "./tables.ts";

export const schemaFile = (tables: readonly Table[]): CountedFile => ({
  path: "schema.json",
  fill: (write) =>
    write(
      formatDocument({
        schema: tablesVersion,
        tables: tables.map(({ name, description, columns }) => ({
          ...{ name, description },
          columns: columns.map(({ isNullable, ...column }) => ({ ...column, nullable: isNullable })),
        })),
      }),
    ),
  rows: () => null,
});
