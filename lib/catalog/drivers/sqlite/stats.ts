/**
 * What counting needs of every run: a few columns, row by row.
 *
 * @module
 */
import type { CatalogReader } from "../../port.ts";
import type { Filter } from "../../query/filter.ts";
import type { CountedRun } from "../../stats/count.ts";
import { whereOf } from "./filter.ts";

/** One row for every run that the filter lets through, in no order. Use it within one snapshot. */
export function* countedRuns(reader: CatalogReader, filter: Filter): Generator<CountedRun, undefined, undefined> {
  const { sql, parameters } = whereOf(filter, reader);
  const question = `SELECT run.id AS id, started_at AS startedAt, duration_ms AS durationMs, outcome, project, step, review,
    member_bytes AS memberBytes FROM run WHERE run.id > ? AND (${sql}) ORDER BY run.id LIMIT ${portion}`;
  for (let last = -1, isMore = true; isMore; ) {
    // Many at once: asking for row after row takes three times as long.
    const rows = reader.all<CountedRun & { id: number }>(question, last, ...parameters);
    yield* rows;
    last = rows.at(-1)?.id ?? last;
    isMore = rows.length === portion;
  }
}

/** Bundles of the whole catalog that can't be believed. */
export const countRefused = (reader: CatalogReader): number =>
  Number(reader.get<{ count: number }>("SELECT count(*) AS count FROM refused")?.count ?? 0);

// --- internal ---

const portion = 10_000;
