/**
 * What was stored of each place of a source: for whoever compares it with the bundles.
 *
 * @module
 */
import type { CatalogReader } from "../../port.ts";

/** In `meta` while words of runs that were taken out may still stand in the full text. */
export const staleWords = "stale_words";

/** Name in the source → SHA-256 of the facts, in hexadecimal, as `factsDigest` and `refusedDigest` give them. */
export const placesOf = (reader: CatalogReader, source: string): Map<string, string> =>
  new Map(
    reader
      .all<{ name: string; digest: string }>(
        "SELECT name, lower(hex(facts_digest)) AS digest FROM location JOIN source ON source.id = location.source WHERE source.path = ?",
        source,
      )
      .map(({ name, digest }) => [name, digest]),
  );

/** Absolute directories of bundles, sorted by bytes. */
export const sourcesOf = (reader: CatalogReader): string[] =>
  reader.all<{ path: string }>("SELECT path FROM source ORDER BY path").map(({ path }) => path);

/** Words of what was taken out still lie in the catalog's files: somebody read them when the last update ended, or it was killed. */
export const hasStaleWords = (reader: CatalogReader): boolean =>
  reader.get("SELECT 1 FROM meta WHERE key = ?", staleWords) !== undefined;

/** What the catalog was made under; null before its first update was through. */
export const madeUnder = (reader: CatalogReader): { trust: string | null; searchable: string } | null => {
  const rows = reader.all<{ key: string; value: string }>(
    "SELECT key, value FROM meta WHERE key IN ('trust', 'searchable')",
  );
  const meta = new Map(rows.map(({ key, value }) => [key, value]));
  const [trust, searchable] = [meta.get("trust"), meta.get("searchable")];
  return trust === undefined || searchable === undefined ? null : { trust: trust || null, searchable };
};
