/**
 * Bundles indexed in a line.
 *
 * @module
 */
import { join } from "node:path";
import { type CatalogReader, openCatalog } from "../../lib/catalog/index.ts";
import { checkIndex, type IndexOptions, type IndexReport, indexBundles } from "../../lib/indexing/index.ts";

/** A time at which nothing was changed a moment ago. */
const later = (): number => Date.now() + 60_000;

/** In `cwd`, believing nobody, in one thread; the catalog is `catalog.sqlite` there. */
export const indexOptions = (cwd: string, more: Partial<IndexOptions> = {}): IndexOptions => ({
  cwd,
  catalog: join(cwd, "catalog.sqlite"),
  fallback: { root: cwd, path: "runs" },
  trust: null,
  searchable: [],
  secrets: [],
  secretFiles: { root: cwd, patterns: [] },
  now: later,
  helpers: 0,
  ...more,
});

export const index = (
  cwd: string,
  paths: readonly string[] = ["runs"],
  more: Partial<IndexOptions & { rebuild: boolean }> = {},
): Promise<IndexReport> => indexBundles(paths, { ...indexOptions(cwd, more), rebuild: more.rebuild ?? false });

export const check = (cwd: string, paths: readonly string[] = ["runs"], more: Partial<IndexOptions> = {}) =>
  checkIndex(paths, indexOptions(cwd, more));

/** Ask the catalog of `cwd`. */
export const ask = async <T>(cwd: string, use: (reader: CatalogReader) => T, file = "catalog.sqlite"): Promise<T> => {
  const reader = await openCatalog(join(cwd, file));
  try {
    return use(reader);
  } finally {
    reader.close();
  }
};
