/**
 * What a path meant when a run read or made it, and where the bundles of a step lie.
 *
 * @module
 */
import type { CatalogReader } from "../../port.ts";

export interface ContentAt {
  digest: string;
  /** As the run has it. */
  path: string;
  role: "input" | "output";
  step: string;
  runId: string;
}

/** No index knows paths: of more runs nobody waits for the answer. */
export const mostSearched = 20_000;

/**
 * The content that the newest run gives the path; `path` is the whole of it, or what follows a slash in it. Of one run, what it made
 * comes before what it read. Only the newest {@link mostSearched} runs are looked at.
 */
export const contentAt = (reader: CatalogReader, path: string): ContentAt | undefined =>
  reader.get<ContentAt>(newestWithPath, path, `/${path}`, mostSearched);

/** The directory of bundles with the newest run of the step; undefined when there is none that the catalog knows. */
export const sourceOfStep = (reader: CatalogReader, step: string): string | undefined =>
  reader.get<{ path: string }>(newestSource, step)?.path;

// --- internal ---

const newestWithPath = `SELECT lower(hex(file.digest)) AS digest, file.path AS path, file.role AS role, newest.step AS step,
    newest.run_id AS runId
  FROM (SELECT id, started_at, bundle_digest, step, run_id FROM run ORDER BY started_at DESC LIMIT ?3) AS newest
  CROSS JOIN file ON file.run = newest.id
  WHERE file.digest IS NOT NULL AND (file.path = ?1 OR substr(file.path, -length(?2)) = ?2)
  ORDER BY newest.started_at DESC, newest.bundle_digest, file.role DESC, file.path LIMIT 1`;

const newestSource = `SELECT source.path AS path FROM run JOIN location ON location.run = run.id
  JOIN source ON source.id = location.source WHERE run.step = ?
  ORDER BY run.started_at DESC, run.bundle_digest, source.path LIMIT 1`;
