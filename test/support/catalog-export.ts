/**
 * Exports of catalogs made from facts.
 *
 * @module
 */
import { join } from "node:path";
import { type CatalogReader, everything, type Filter } from "../../lib/catalog/index.ts";
import { type CatalogExport, type ExportFormat, exportCatalog } from "../../lib/catalog-export/index.ts";
import { temporary } from "./temporary.ts";

/** What others may have written into any text. */
export const hostileText = `=1+1,"x"; DROP TABLE run; --\r\n\u001b[31m\u202e<script>é😀`;

export interface ExportedCatalog {
  report: CatalogExport;
  dir: string;
}

/** Export into a new directory. Call it inside a test. */
export const exportOf = async (
  reader: CatalogReader,
  format: ExportFormat,
  { filter = everything, namespace }: { filter?: Filter; namespace?: string } = {},
): Promise<ExportedCatalog> => {
  const dir = join(temporary(), "export");
  const output = { path: dir, shown: "export" };
  const report = await exportCatalog(reader, { format, filter, output, ...(namespace !== undefined && { namespace }) });
  return { report, dir };
};
