/**
 * A catalog in the forms that other tools read: tables, lineage events, a research object.
 *
 * @module
 */
export type { Column, ColumnType, Table } from "./column.ts";
export { type CatalogExport, type CatalogExportRequest, exportCatalog } from "./export.ts";
export { type ExportFormat, exportFormats } from "./registry.ts";
export { tablesOf, tablesVersion } from "./tables.ts";
export { formatCatalogExport } from "./text.ts";
