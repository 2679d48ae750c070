/**
 * The chosen runs of a catalog in a new directory, in another tool's form.
 *
 * @module
 */
import {
  type CatalogReader,
  countRuns,
  exportRows,
  exportRowsOf,
  type Filter,
  lastMaker,
  namedContents,
  type Where,
  whereOf,
} from "../catalog/index.ts";
import { KprovError } from "../errors.ts";
import { measure, writeDirectory } from "../exchange/index.ts";
import { assertOutsideBundles } from "../outside.ts";
import { type ExportFormat, type ExportOptions, type ExportSource, loadExportDriver } from "./registry.ts";

/** The document of `catalog export`, `kprov.catalog-export/v1`. */
export interface CatalogExport {
  schema: "kprov.catalog-export/v1";
  format: ExportFormat;
  runs: number;
  output: {
    /** As it was given. */
    path: string;
  };
  /** What was written, in the order of the documentation. */
  files: {
    /** Relative to the directory. */
    path: string;
    /** In bytes. */
    size: number;
    sha256: string;
    /** Of a table, or events, or runs; null for a file that holds none. */
    rows: number | null;
  }[];
  /** What the form can't say, or what was left out of it. */
  notes: string[];
  /** Command lines for a POSIX shell in the new directory, which read it with tools made by others. */
  commands: string[];
}

export interface CatalogExportRequest extends ExportOptions {
  format: ExportFormat;
  filter: Filter;
  /** A directory that is not there yet: absolute, and as it was given. */
  output: { path: string; shown: string };
  /** Called now and then with the rows read so far. */
  onProgress?: (rows: number) => void;
}

/**
 * Write an export. All of it shows one state of the catalog, whoever indexes meanwhile.
 *
 * Throws `E_EXPORT` when no run matches, `E_USAGE` when the target exists or would lie inside a bundle, `E_IO` when it can't be
 * written, and what the catalog throws.
 */
export const exportCatalog = async (
  reader: CatalogReader,
  { format, filter, output, onProgress, ...options }: CatalogExportRequest,
): Promise<CatalogExport> => {
  assertOutsideBundles(output);
  const driver = await loadExportDriver(format);
  return reader.snapshot(async () => {
    const where = whereOf(filter, reader);
    const source = sourceOf(reader, where, { filter, onProgress });
    const runs = countRuns(reader, where);
    if (runs === 0) throw nothing(source.isWhole);
    const { files, notes, commands } = driver.make(source, options);
    const measured = files.map((file) => ({ ...measure(file), rows: file.rows }));
    await writeDirectory(output.path, output.shown, measured);
    return {
      schema: "kprov.catalog-export/v1" as const,
      format,
      runs,
      output: { path: output.shown },
      files: measured.map(({ path, size, hash, rows }) => ({ path, size: size(), sha256: hash(), rows: rows() })),
      notes: [...notes],
      commands: [...commands],
    };
  });
};

// --- internal ---

/** Rows between two calls that say how far it is. */
const step = 10_000;

const sourceOf = (
  reader: CatalogReader,
  where: Where,
  { filter, onProgress }: { filter: Filter; onProgress: CatalogExportRequest["onProgress"] },
): ExportSource => {
  let count = 0;
  function* told<Row>(rows: Iterable<Row>): Generator<Row> {
    for (const row of rows) {
      count += 1;
      if (count % step === 0) onProgress?.(count);
      yield row;
    }
  }
  return {
    rows: (table) => told(exportRows(reader, table, where)),
    rowsOf: (table, run) => exportRowsOf(reader, table, run),
    contents: () => told(namedContents(reader, where)),
    maker: (digest, before) => lastMaker(reader, { digest, before }),
    isWhole: filter.conditions.length === 0,
  };
};

const nothing = (isWhole: boolean): KprovError =>
  new KprovError("E_EXPORT", isWhole ? "The catalog holds no runs" : "No run of the catalog is chosen", {
    hint: isWhole ? "kprovengine index runs/" : "kprovengine catalog list with the same flags shows what they choose",
  });
