/**
 * Files and runs as walking along contents asks for them, many at a time.
 *
 * @module
 */
import { formatTime } from "../../../clock.ts";
import type { FileOfRun, LineageSource, Role, RunWithFile } from "../../graph/source.ts";
import type { CatalogReader } from "../../port.ts";

/** Use it within one snapshot: the numbers of runs mean nothing after it. */
export const lineageSource = (reader: CatalogReader): LineageSource => ({
  filesOf: (runs, role, limit) => reader.all<FileOfRun>(filesOfRuns, JSON.stringify(runs), role, limit),
  runsWith: (digests, role, limit) => {
    const asked = JSON.stringify(digests);
    // No content can have more than the limit when all together have not: one question less, for every step of a long chain.
    const few = reader.all<RunWithFile>(runsWithDigests, asked, role, limit + 1);
    return few.length <= limit ? { found: distinct(few), over: new Set() } : runsWithMany(reader, digests, role, limit);
  },
  startOf: (run) => reader.get("SELECT id AS run, started_at AS startedAt FROM run WHERE id = ?", run),
  describe: (runs) =>
    new Map(
      reader
        .all<DescribedRow>(described, JSON.stringify(runs))
        .map(({ run, startedAt, isIncomplete, ...known }) => [
          run,
          { ...known, startedAt: formatTime(startedAt), isIncomplete: isIncomplete !== 0 },
        ]),
    ),
  countRefused: () => Number(reader.get<{ count: number }>("SELECT count(*) AS count FROM refused")?.count ?? 0),
});

// --- internal ---

const filesOfRuns = `SELECT file.run AS run, lower(hex(file.digest)) AS digest, file.path AS path, file.size AS size
  FROM json_each(?) AS asked CROSS JOIN file ON file.run = asked.value AND file.role = ?
  WHERE file.digest IS NOT NULL LIMIT ?`;

const runsWithMany = (
  reader: CatalogReader,
  digests: readonly string[],
  role: Role,
  limit: number,
): ReturnType<LineageSource["runsWith"]> => {
  const counted = reader.all<{ digest: string }>(digestsOver, JSON.stringify(digests), role, limit + 1, limit);
  const over = new Set(counted.map(({ digest }) => digest));
  const within = JSON.stringify(digests.filter((digest) => !over.has(digest)));
  const found = reader.all<RunWithFile>(runsWithDigests, within, role, mostRows);
  for (const digest of over) found.push(...reader.all<RunWithFile>(runsWithOne, digest, role, limit));
  return { found: distinct(found), over };
};

/** No limit that a catalog could reach: each content has its own. */
const mostRows = Number.MAX_SAFE_INTEGER;

/** Counting stops one above the limit: a content may be in every run. */
const digestsOver = `SELECT asked.value AS digest FROM json_each(?) AS asked
  WHERE (SELECT count(*) FROM (SELECT DISTINCT run FROM file
    WHERE file.digest = unhex(asked.value) AND file.role = ? LIMIT ?)) > ?`;

const runsWithDigests = `SELECT asked.value AS digest, file.run AS run, run.started_at AS startedAt, file.path AS path
  FROM json_each(?) AS asked CROSS JOIN file ON file.digest = unhex(asked.value) AND file.role = ?
  CROSS JOIN run ON run.id = file.run LIMIT ?`;

const runsWithOne = `SELECT lower(hex(file.digest)) AS digest, file.run AS run, run.started_at AS startedAt, min(file.path) AS path
  FROM file CROSS JOIN run ON run.id = file.run WHERE file.digest = unhex(?) AND file.role = ?
  GROUP BY file.run LIMIT ?`;

const described = `SELECT run.id AS run, lower(hex(run.bundle_digest)) AS bundleDigest, run.run_id AS runId, run.project AS project,
  run.step AS step, run.started_at AS startedAt, run.duration_ms AS durationMs, run.outcome AS outcome, run.origin AS origin,
  run.review AS review, run.incomplete AS isIncomplete,
  (SELECT min(source.path || '/' || location.name) FROM location JOIN source ON source.id = location.source
    WHERE location.run = run.id) AS location
  FROM json_each(?) AS asked CROSS JOIN run ON run.id = asked.value`;

interface DescribedRow {
  run: number;
  bundleDigest: string;
  runId: string;
  project: string | null;
  step: string;
  startedAt: number;
  durationMs: number;
  outcome: string;
  origin: string;
  review: string;
  isIncomplete: number;
  location: string | null;
}

/** Rows of one content and run stand together, as the index has them. */
const distinct = (rows: readonly RunWithFile[]): RunWithFile[] => {
  const kept: RunWithFile[] = [];
  for (const row of rows) {
    const last = kept.at(-1);
    if (last?.run !== row.run || last.digest !== row.digest) kept.push(row);
    else if (row.path < last.path) last.path = row.path;
  }
  return kept;
};
