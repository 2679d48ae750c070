/**
 * What is shown of a run that a search found.
 *
 * @module
 */
import type { CatalogReader } from "../../port.ts";
import { rangesOf } from "../../search/highlight.ts";
import type { Hit, Ranked } from "../../search/model.ts";
import { foundWords, passagesOf, type Shown } from "../../search/passages.ts";
import type { Term } from "../../search/words.ts";

/** The run with the places where the words stand. To be called in the snapshot in which it was found. */
export const hitOf = (
  reader: CatalogReader,
  { run, match, nearness, recency, score }: Ranked,
  { terms, isPartial }: { terms: readonly Term[]; isPartial: boolean },
): Hit => {
  const row = reader.get<RunRow>(
    `SELECT lower(hex(bundle_digest)) AS bundle_digest, run_id, project, step, started_at, outcome, review, argv,
       (SELECT min(source.path || '/' || location.name) FROM location JOIN source ON source.id = location.source
        WHERE location.run = run.id) AS location
     FROM run WHERE id = ?`,
    run,
  );
  if (row === undefined) throw new Error(`run ${run} is in the full text and not in the catalog`);
  const shown = shownOf(reader, run, row.argv);
  const { run_id: runId, project, step } = row;
  const passages = passagesOf(shown, terms);
  const texts = [runId, project ?? "", step, row.outcome, ...passages.map(({ text }) => text)];
  return {
    ...{ bundleDigest: row.bundle_digest, runId, project, step, startedAt: row.started_at, outcome: row.outcome },
    ...{ review: row.review, location: row.location, score, isPartial },
    names: { runId: rangesOf(runId, terms), project: rangesOf(project ?? "", terms), step: rangesOf(step, terms) },
    passages,
    reason: { match, nearness, recency, words: foundWords(texts, terms) },
  };
};

// --- internal ---

interface RunRow {
  bundle_digest: string;
  run_id: string;
  project: string | null;
  step: string;
  started_at: number;
  outcome: string;
  review: string;
  argv: string;
  location: string | null;
}

const shownOf = (reader: CatalogReader, run: number, argv: string): Shown => {
  const texts = <Row>(sql: string): Row[] => reader.all<Row>(sql, run);
  return {
    annotations: texts<{ text: string }>("SELECT text FROM annotation WHERE run = ? ORDER BY at DESC LIMIT 100").map(
      ({ text }) => text,
    ),
    tags: texts<{ key: string; value: string }>("SELECT key, value FROM tag WHERE run = ? ORDER BY key LIMIT 100"),
    texts: texts<{ path: string; text: string }>(
      "SELECT path, text FROM text WHERE run = ? AND text <> '' ORDER BY path LIMIT 20",
    ),
    argv: JSON.parse(argv) as string[],
    // As many as the full text has, outputs before inputs.
    files: texts<{ path: string }>("SELECT path FROM file WHERE run = ? ORDER BY role DESC, rowid LIMIT 200").map(
      ({ path }) => path,
    ),
  };
};
