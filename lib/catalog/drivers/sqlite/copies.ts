/**
 * Where the copies of a run's bundle lie.
 *
 * @module
 */
import type { CatalogReader } from "../../port.ts";
import { findRun } from "./find-run.ts";

/** Absolute paths, sorted by bytes, of every place where the bundle lay that `reference` means. Throws as `findRun` does. */
export const copiesOf = (reader: CatalogReader, reference: string): { bundleDigest: string; paths: string[] } => {
  const { bundleDigest } = findRun(reader, reference);
  const rows = reader.all<{ path: string }>(
    "SELECT source.path || '/' || location.name AS path FROM location JOIN source ON source.id = location.source " +
      "JOIN run ON run.id = location.run WHERE run.bundle_digest = ? ORDER BY path",
    Buffer.from(bundleDigest, "hex"),
  );
  return { bundleDigest, paths: rows.map(({ path }) => path) };
};
