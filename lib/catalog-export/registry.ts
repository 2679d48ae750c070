/**
 * Which forms a catalog goes out in. The only importer of drivers; each is loaded when it is asked for.
 *
 * @module
 */
import type { ExportTable, NamedContent, RowOf } from "../catalog/index.ts";
import type { MadeFile } from "../exchange/index.ts";

/** The chosen part of a catalog, as drivers read it. Always the same state, in the same order. */
export interface ExportSource {
  /** Times are milliseconds, booleans 0 and 1. */
  rows: (table: ExportTable) => Iterable<RowOf>;
  /** Rows of a table that belong to one run. */
  rowsOf: (table: RunTableName, run: RowOf) => readonly RowOf[];
  /** Everything that was read or made, each content and name once. */
  contents: () => Iterable<NamedContent>;
  /** Who made these bytes last before a run began; undefined when no run of the catalog did. */
  maker: (digest: string, before: number) => Maker | undefined;
  /** Whether it is the whole catalog: then refused bundles are named, too. */
  isWhole: boolean;
}

export type RunTableName = "files" | "tags" | "reviews" | "findings";

export interface Maker {
  project: string | null;
  step: string;
  path: string;
}

/** A file of the export; how many rows or events it holds is known once it was filled. */
export interface CountedFile extends MadeFile {
  /** Null for a file that holds none. */
  rows: () => number | null;
}

export interface MadeExport {
  files: readonly CountedFile[];
  /** What the form can't say, or what was left out of it; one sentence each. */
  notes: readonly string[];
  /** Command lines for a POSIX shell in the export's directory, which read it with tools made by others. */
  commands: readonly string[];
}

export interface ExportOptions {
  /** OpenLineage: of jobs and files whose run has no project. */
  namespace?: string;
}

/** One form. Gives the same bytes for the same facts and options, whatever the time and place, and holds little of them at once. */
export interface ExportDriver {
  meta: { name: string; description: string };
  make: (source: ExportSource, options: ExportOptions) => MadeExport;
}

const loaders = {
  parquet: () => import("./drivers/parquet.ts"),
  csv: () => import("./drivers/csv.ts"),
  openlineage: () => import("./drivers/openlineage.ts"),
  "ro-crate": () => import("./drivers/ro-crate.ts"),
} satisfies Record<string, () => Promise<{ default: ExportDriver }>>;

export type ExportFormat = keyof typeof loaders;

/** Names of all forms, in the order in which people are told of them. */
export const exportFormats = Object.keys(loaders) as ExportFormat[];

export const loadExportDriver = async (format: ExportFormat): Promise<ExportDriver> =>
  (await loaders[format]()).default;
