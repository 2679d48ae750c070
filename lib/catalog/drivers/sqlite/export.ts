/**
 * The rows of an export: of the runs that were chosen, oldest first, and of everything that belongs to them.
 *
 * One run after the other, each by its number, so that nothing has to be sorted or held whatever there is. The order of the rows
 * follows from what they say: the same facts give the same rows. Places are left out: they mean something on one machine only.
 *
 * @module
 */
import type { CatalogReader, RowOf } from "../../port.ts";
import type { Where } from "./where.ts";

/** Tables with rows of a run. */
export type RunTable = keyof typeof ofRun;
/** Tables with rows of a toolchain, which many runs share. */
export type ToolchainTable = keyof typeof ofToolchain;
export type ExportTable = "runs" | RunTable | ToolchainTable | "refusals";

/** Rows of one table, for the runs that `where` (over `run`) holds of, under the names of the view (`at` is a word of SQL and has a longer name). Times are milliseconds, booleans 0 and 1. */
export function* exportRows(reader: CatalogReader, table: ExportTable, where: Where): Generator<RowOf> {
  if (table === "refusals") return yield* reader.iterate(refusals);
  if (table in ofToolchain) {
    const sql = `${ofToolchain[table as ToolchainTable]} WHERE toolchain.id IN (SELECT toolchain FROM run WHERE ${where.sql}) ${byToolchain}`;
    return yield* reader.iterate(sql, ...where.parameters);
  }
  if (table === "runs") return yield* reader.iterate(`${runs} WHERE ${where.sql} ${oldestFirst}`, ...where.parameters);
  const chosen = `SELECT run.id AS id, ${hex("run.bundle_digest", "digest")} FROM run WHERE ${where.sql} ${oldestFirst}`;
  for (const { id, digest } of reader.iterate<Chosen>(chosen, ...where.parameters))
    yield* reader.all(ofRun[table as RunTable], digest, id);
}

/** A content under a name, with its media type. */
export interface NamedContent {
  digest: string;
  path: string;
  size: number | null;
  media_type: string;
}

/** Everything that these runs read or made, each content and name once. SQLite sorts it, outside of memory when it is much. */
export const namedContents = (reader: CatalogReader, where: Where): Iterable<NamedContent> =>
  reader.iterate(
    `SELECT lower(hex(file.digest)) AS digest, file.path, max(file.size) AS size, min(media.text) AS media_type
     FROM file JOIN media ON media.id = file.media
     WHERE file.digest IS NOT NULL AND file.run IN (SELECT id FROM run WHERE ${where.sql})
     GROUP BY file.digest, file.path ORDER BY file.digest, file.path`,
    ...where.parameters,
  );

/** Rows of a table that belong to the run of this row. */
export const exportRowsOf = (reader: CatalogReader, table: RunTable, { bundle_digest: digest }: RowOf): RowOf[] => {
  const run = reader.get<{ id: number }>(
    "SELECT id FROM run WHERE bundle_digest = ?",
    Buffer.from(String(digest), "hex"),
  );
  return run === undefined ? [] : reader.all(ofRun[table], digest ?? null, run.id);
};

/** The step that made these bytes last before a run began, if any did: another run's output of the same digest. */
export const lastMaker = (
  reader: CatalogReader,
  { digest, before }: { digest: string; before: number },
): { project: string | null; step: string; path: string } | undefined =>
  reader.get(maker, Buffer.from(digest, "hex"), before);

export const countRuns = (reader: CatalogReader, where: Where): number =>
  Number(
    reader.get<{ count: number }>(`SELECT count(*) AS count FROM run WHERE ${where.sql}`, ...where.parameters)?.count,
  );

// --- internal ---

interface Chosen {
  id: number;
  digest: string;
}

const hex = (column: string, name: string): string => `lower(hex(${column})) AS ${name}`;
const hexOrNull = (column: string): string =>
  `CASE WHEN run.${column} IS NULL THEN NULL ELSE lower(hex(run.${column})) END AS ${column}`;

const runs = `SELECT ${hex("run.bundle_digest", "bundle_digest")}, ${hex("run.stable_digest", "stable_digest")},
  run.run_id, run.project, run.step, run.started_at, run.finished_at, run.duration_ms, run.outcome, run.exit_code, run.signal,
  run.incomplete, run.argv, run.trust_mode, run.builder, run.recorder, run.commit_id, run.branch, run.dirty,
  ${hexOrNull("config_digest")}, ${hexOrNull("previous_bundle")}, ${hexOrNull("rerun_of")}, run.origin, run.review, run.checks,
  toolchain.os, toolchain.architecture, ${hex("toolchain.digest", "toolchain_digest")}, run.input_count, run.input_bytes,
  run.output_count, run.output_bytes, run.member_bytes
  FROM run JOIN toolchain ON toolchain.id = run.toolchain`;
const oldestFirst = "ORDER BY run.started_at, run.bundle_digest";

/** What is told of a run; its digest is the first parameter. */
const told = (columns: string, from: string, order: string): string =>
  `SELECT ?1 AS bundle_digest, ${columns} FROM ${from} WHERE run = ?2 ORDER BY ${order}`;

const ofRun = {
  members: told(`path, size, ${hex("digest", "digest")}, stable`, "member", "path"),
  files: told(
    "role, path, size, CASE WHEN digest IS NULL THEN NULL ELSE lower(hex(digest)) END AS digest, media.text AS media_type",
    "file JOIN media ON media.id = file.media",
    "role, path, digest, size",
  ),
  checks: told("name, verdict, trusted", "check_result", "name, verdict, trusted"),
  findings: told("code, level, path, message", "finding", "code, path, level, message"),
  signatures: told(
    "path, over, predicate_type, status, owner, fingerprint",
    "signature",
    "path, over, predicate_type, fingerprint, status, owner",
  ),
  reviews: told(
    `${hex("digest", "digest")}, decision, reviewer, counted, at AS decided_at, comment`,
    "review",
    "at, digest, reviewer, counted",
  ),
  tags: told("key, value", "tag", "key, value"),
  annotations: told("at AS noted_at, author, text", "annotation", "at, author, text"),
  texts: told("path, text, cut", "text", "path, text, cut"),
} as const;

const ofToolchain = {
  tools: `SELECT ${hex("toolchain.digest", "toolchain_digest")}, name, role, version, version_key, ${hex("tool.digest", "digest")}
    FROM toolchain JOIN tool ON tool.toolchain = toolchain.id`,
  distributions: `SELECT ${hex("toolchain.digest", "toolchain_digest")}, interpreter, name, version, version_key
    FROM toolchain JOIN distribution ON distribution.toolchain = toolchain.id`,
} as const;
/** Toolchain, name and version are the first columns that differ. */
const byToolchain = "ORDER BY toolchain.digest, 2, 3, 4, 5";

const refusals = `SELECT name, verdict, CASE WHEN bundle_digest IS NULL THEN NULL ELSE lower(hex(bundle_digest)) END AS bundle_digest,
  run_id, project, step, findings FROM refused ORDER BY name, facts_digest`;

const maker = `SELECT run.project, run.step, file.path FROM file JOIN run ON run.id = file.run
  WHERE file.digest = ?1 AND file.role = 'output' AND run.started_at < ?2
  ORDER BY run.started_at DESC, run.bundle_digest, file.path LIMIT 1`;
