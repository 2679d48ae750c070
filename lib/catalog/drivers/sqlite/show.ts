/**
 * One run, with what lies around it.
 *
 * @module
 */
import type { RunFacts } from "../../model.ts";
import type { CatalogReader, Cell } from "../../port.ts";
import { textOf } from "./cells.ts";
import { readRun } from "./facts.ts";
import { type FoundRun, findRun } from "./find-run.ts";

/** Another run, and where its bundle lies. */
export interface Neighbour extends FoundRun {
  location: string | null;
}

export interface ShownRun {
  run: RunFacts;
  /** Every place where its bundle lies. */
  locations: string[];
  /** The run of this step in this project before it, and the one after it. */
  previous: Neighbour | null;
  next: Neighbour | null;
  /** The run that this one repeats, where the catalog has it. */
  original: Neighbour | null;
  /** Runs that repeat this one: the newest, and how many. */
  reruns: Neighbours;
  /** Other runs with the same stable members, byte for byte. */
  twins: Neighbours;
}

export interface Neighbours {
  count: number;
  newest: Neighbour | null;
}

/** What is known of the run that `reference` means. Throws as `findRun` does. */
export const showRun = (reader: CatalogReader, reference: string): ShownRun =>
  reader.snapshot(() => {
    const { bundleDigest } = findRun(reader, reference);
    const run = readRun(reader, bundleDigest);
    if (run === undefined) throw new TypeError(`The run ${bundleDigest} is found and not there`);
    const own = Buffer.from(bundleDigest, "hex");
    const { step, project, startedAt, stableDigest, rerunOf } = run;
    const ofStep = "run.step = ? AND run.project IS ?";
    const around = "(run.started_at, run.bundle_digest)";
    return {
      run,
      locations: locationsOf(reader, own),
      previous: neighbour(reader, `${ofStep} AND ${around} < (?, ?) ${newestFirst}`, step, project, startedAt, own),
      next: neighbour(reader, `${ofStep} AND ${around} > (?, ?) ${oldestFirst}`, step, project, startedAt, own),
      original: rerunOf === null ? null : neighbour(reader, "run.bundle_digest = ?", Buffer.from(rerunOf, "hex")),
      reruns: neighbours(reader, "run.rerun_of = ?", own),
      twins: neighbours(
        reader,
        "run.stable_digest = ? AND run.bundle_digest <> ?",
        Buffer.from(stableDigest, "hex"),
        own,
      ),
    };
  });

// --- internal ---

const newestFirst = "ORDER BY run.started_at DESC, run.bundle_digest DESC";
const oldestFirst = "ORDER BY run.started_at, run.bundle_digest";

const locationsOf = (reader: CatalogReader, bundleDigest: Uint8Array): string[] =>
  reader
    .all(
      `SELECT source.path || '/' || location.name AS path FROM location JOIN source ON source.id = location.source
       WHERE location.run = (SELECT run.id FROM run WHERE run.bundle_digest = ?) ORDER BY path`,
      bundleDigest,
    )
    .map(({ path }) => textOf(path));

const neighbour = (reader: CatalogReader, condition: string, ...parameters: Cell[]): Neighbour | null => {
  const row = reader.get<{ digest: string; location: string | null }>(
    `SELECT lower(hex(run.bundle_digest)) AS digest, (SELECT min(source.path || '/' || location.name) FROM location
       JOIN source ON source.id = location.source WHERE location.run = run.id) AS location
     FROM run WHERE ${condition} LIMIT 1`,
    ...parameters,
  );
  return row === undefined ? null : { ...findRun(reader, `sha256:${row.digest}`), location: row.location };
};

const neighbours = (reader: CatalogReader, condition: string, ...parameters: Cell[]): Neighbours => {
  const row = reader.get<{ count: number }>(`SELECT count(*) AS count FROM run WHERE ${condition}`, ...parameters);
  return {
    count: Number(row?.count),
    newest: neighbour(reader, `${condition} ${newestFirst}`, ...parameters),
  };
};
