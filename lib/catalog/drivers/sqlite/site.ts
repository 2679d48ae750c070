/**
 * Everything that a site tells, run by run.
 *
 * @module
 */
import { KprovError } from "../../../errors.ts";
import type { RefusedFacts, RunFacts } from "../../model.ts";
import type { CatalogReader, Cell, RowOf } from "../../port.ts";
import type { Filter } from "../../query/filter.ts";
import { textOf } from "./cells.ts";
import { type Asked, factsOfRun, refusedOf } from "./facts.ts";
import { refusedWhere } from "./list-refused.ts";
import type { Where } from "./where.ts";

/** Absolute path of a directory of bundles, and the name of a bundle in it. */
export interface SitePlace {
  source: string;
  name: string;
}

export interface SiteFacts {
  facts: RunFacts;
  /** Worst of the checks; `none` without any. */
  checks: string;
  inputBytes: number;
  outputBytes: number;
  places: readonly SitePlace[];
}

export interface SiteRefusal {
  facts: RefusedFacts;
  places: readonly SitePlace[];
}

export const countSiteRuns = (reader: CatalogReader, where: Where): number =>
  Number(reader.get(`SELECT count(*) AS count FROM run WHERE ${where.sql}`, ...where.parameters)?.["count"] ?? 0);

/** Runs that `where` (over `run`) holds of, the oldest first; of equal age in the order of their digests. */
export function* siteRuns(reader: CatalogReader, where: Where): Generator<SiteFacts> {
  const asked = withToolchainsKept(reader);
  const sql = `SELECT run.id AS id, run.checks AS checks, run.input_bytes AS inputs, run.output_bytes AS outputs FROM run
    WHERE ${where.sql} ORDER BY run.started_at, run.bundle_digest`;
  for (const row of reader.iterate(sql, ...where.parameters)) {
    const id = Number(row["id"]);
    const facts = factsOfRun(asked, id);
    if (facts === undefined) continue;
    yield {
      facts,
      checks: textOf(row["checks"]),
      inputBytes: Number(row["inputs"]),
      outputBytes: Number(row["outputs"]),
      places: placesOf(reader, "run", id),
    };
  }
}

/**
 * In the order of their names, those that the filter lets through by what they claim; null when it asks for what can't be believed
 * of any, such as their date.
 */
export const siteRefused = (reader: CatalogReader, filter: Filter): SiteRefusal[] | null => {
  const where = claimsAsked(filter);
  if (where === null) return null;
  return reader
    .all(`SELECT * FROM refused WHERE ${where.sql} ORDER BY name, facts_digest`, ...where.parameters)
    .map((row) => ({ facts: refusedOf(row), places: placesOf(reader, "refused", row["id"] ?? null) }));
};

// --- internal ---

const claimsAsked = (filter: Filter): Where | null => {
  try {
    return refusedWhere(filter);
  } catch (error) {
    if (error instanceof KprovError && error.code === "E_USAGE") return null;
    throw error;
  }
};

const placesOf = (reader: CatalogReader, column: "run" | "refused", id: Cell): SitePlace[] =>
  reader.all<{ source: string; name: string }>(
    `SELECT source.path AS source, location.name AS name FROM location JOIN source ON source.id = location.source
      WHERE location.${column} = ? ORDER BY source.path, location.name`,
    id,
  );

/** Few toolchains have thousands of runs, and hundreds of distributions each. */
const withToolchainsKept = (reader: CatalogReader): Asked => {
  const kept = new Map<string, RowOf[]>();
  return {
    get: reader.get,
    all: <Row = RowOf>(sql: string, ...parameters: Cell[]): Row[] => {
      if (!/FROM (?:tool|distribution) /.test(sql)) return reader.all<Row>(sql, ...parameters);
      const key = `${sql} ${parameters.join(" ")}`;
      const rows = kept.get(key) ?? reader.all(sql, ...parameters);
      kept.set(key, rows);
      // Rows of one statement, whose shape its caller says.
      return rows as Row[];
    },
  };
};
