/**
 * Whatever a catalog has that names a digest.
 *
 * @module
 */
import { formatTime } from "../../../clock.ts";
import type { Reference, ReferenceGroup, Relation } from "../../graph/refs.ts";
import type { CatalogReader } from "../../port.ts";

export interface RefsOptions {
  /** References of each kind that are named: the newest. Of more there is the number. */
  limit: number;
}

/** Everything that refers to `digest` (64 hexadecimal digits), kind by kind; kinds without any are left out. */
export const refsOf = (reader: CatalogReader, digest: string, { limit }: RefsOptions): ReferenceGroup[] =>
  Object.entries(relations).flatMap(([relation, inner]) => {
    const rows = reader.all<Row>(referring(inner), digest, mostCounted + 1, limit);
    const [first] = rows;
    if (first === undefined) return [];
    const references = rows.map(referenceOf);
    return [
      {
        relation: relation as Relation,
        count: Math.min(first.total, mostCounted),
        isMore: first.total > mostCounted,
        references,
      },
    ];
  });

/** Contents, tools and documents whose digest begins so; at most `limit`. Runs are not among them: they have names of their own. */
export const contentsLike = (reader: CatalogReader, prefix: string, limit: number): string[] => {
  const [low, high] = [prefix.padEnd(64, "0"), prefix.padEnd(64, "f")];
  const found = new Set<string>();
  for (const sql of contents)
    for (const { digest } of reader.all<{ digest: string }>(`${sql} LIMIT ?`, low, high, limit)) found.add(digest);
  return [...found].sort().slice(0, limit);
};

/** What walking calls the run of this bundle; see `lineage.ts`. */
export const runNumber = (reader: CatalogReader, bundleDigest: string): number | undefined =>
  reader.get<{ id: number }>("SELECT id FROM run WHERE bundle_digest = unhex(?)", bundleDigest)?.id;

// --- internal ---

/** More are not counted: a digest may be in every run. */
const mostCounted = 10_000;

/** Rows of (run, detail) that name the digest; a bundle that is refused has no run. */
const relations: Readonly<Record<Relation, string>> = {
  bundle: "SELECT id AS run, NULL AS detail FROM run WHERE bundle_digest = unhex(?1)",
  stable: "SELECT id AS run, NULL AS detail FROM run WHERE stable_digest = unhex(?1)",
  output: "SELECT run, path AS detail FROM file WHERE digest = unhex(?1) AND role = 'output'",
  input: "SELECT run, path AS detail FROM file WHERE digest = unhex(?1) AND role = 'input'",
  member: "SELECT run, path AS detail FROM member WHERE digest = unhex(?1)",
  toolchain: `SELECT run.id AS run, toolchain.os || ', ' || toolchain.architecture AS detail FROM toolchain
    JOIN run ON run.toolchain = toolchain.id WHERE toolchain.digest = unhex(?1)`,
  tool: `SELECT run.id AS run, tool.name || coalesce(' ' || tool.version, '') || ' (' || tool.role || ')' AS detail FROM tool
    JOIN run ON run.toolchain = tool.toolchain WHERE tool.digest = unhex(?1)`,
  configuration: "SELECT id AS run, NULL AS detail FROM run WHERE config_digest = unhex(?1)",
  review: `SELECT run, decision || coalesce(' by ' || reviewer, ' by a stranger') AS detail FROM review WHERE digest = unhex(?1)`,
  "review of it": `SELECT review.run AS run, decision || coalesce(' by ' || reviewer, ' by a stranger') AS detail
    FROM run JOIN review ON review.run = run.id WHERE run.bundle_digest = unhex(?1)`,
  "statement about it": `SELECT signature.run AS run, signature.path || ' (' || signature.status ||
    coalesce(', ' || signature.owner, '') || ')' AS detail
    FROM run JOIN signature ON signature.run = run.id WHERE run.bundle_digest = unhex(?1)`,
  "run after it": "SELECT id AS run, NULL AS detail FROM run WHERE previous_bundle = unhex(?1)",
  "rerun of it": "SELECT id AS run, NULL AS detail FROM run WHERE rerun_of = unhex(?1)",
  refused: `SELECT NULL AS run, name || ' (' || verdict || ')' AS detail FROM refused WHERE bundle_digest = unhex(?1)`,
};

const referring = (inner: string): string => `WITH found AS MATERIALIZED (SELECT * FROM (${inner}) LIMIT ?2)
  SELECT (SELECT count(*) FROM found) AS total, found.detail AS detail, lower(hex(run.bundle_digest)) AS bundleDigest,
    run.run_id AS runId, run.project AS project, run.step AS step, run.started_at AS startedAt, run.outcome AS outcome
  FROM found LEFT JOIN run ON run.id = found.run
  ORDER BY run.started_at DESC, run.bundle_digest, found.detail LIMIT ?3`;

const contents = [
  ...["file", "member", "tool", "toolchain", "review"].map((table) => [table, "digest"] as const),
  ["run", "stable_digest"] as const,
  ["run", "config_digest"] as const,
].map(
  ([table, column]) =>
    `SELECT DISTINCT lower(hex(${column})) AS digest FROM ${table} WHERE ${column} >= unhex(?) AND ${column} <= unhex(?)`,
);

interface Row {
  total: number;
  detail: string | null;
  bundleDigest: string | null;
  runId: string | null;
  project: string | null;
  step: string | null;
  startedAt: number | null;
  outcome: string | null;
}

const referenceOf = ({ detail, bundleDigest, runId, project, step, startedAt, outcome }: Row): Reference => ({
  detail,
  run:
    bundleDigest === null || bundleDigest === "" || runId === null || step === null || outcome === null
      ? null
      : { bundleDigest, runId, project, step, startedAt: formatTime(startedAt ?? 0), outcome },
});
