/**
 * Pages of runs, each from where the one before ended.
 *
 * @module
 */
import { elapsed } from "../../../clock.ts";
import { type Cursor, formatCursor, type ListedRun, type Sort, type SortName } from "../../list/model.ts";
import type { CatalogReader, Cell } from "../../port.ts";
import type { Filter } from "../../query/filter.ts";
import { hexOf } from "./cells.ts";
import { splitWhere } from "./filter.ts";
import { runOf } from "./listed-run.ts";
import { joinWhere, type Where } from "./where.ts";

export interface ListOptions {
  filter: Filter;
  sort: Sort;
  /** At most so many runs. */
  limit: number;
  /** From behind this one. */
  after: Cursor | null;
  /** Look no longer than this for runs that no index knows. Default 5000. */
  budgetMs?: number;
}

export interface RunPage {
  runs: ListedRun[];
  /** Where the next page begins; null at the end. */
  next: string | null;
  /** Runs that were looked at one by one, when time was over before the page was full; null when it was not. */
  lookedAt: number | null;
  /** Of the whole catalog, where no filter was asked; null otherwise. */
  total: number | null;
}

/** One page of runs, all from the same state of the catalog. */
export const listRuns = (reader: CatalogReader, options: ListOptions): RunPage =>
  reader.snapshot(() => {
    const { filter, sort, limit } = options;
    const found = findPage(reader, options);
    const kept = found.ids.slice(0, limit);
    const runs = kept.map((id) => runOf(reader, id)).filter((run) => run !== undefined);
    const last = found.stoppedAt ?? (found.ids.length > limit ? kept.at(-1) : undefined);
    return {
      runs,
      next: last === undefined ? null : cursorAt(reader, last, sort),
      lookedAt: found.stoppedAt === null ? null : found.lookedAt,
      total: filter.conditions.length > 0 ? null : runCount(reader),
    };
  });

/** Every run in order, one by one, from one state of the catalog. */
export function* everyRun(
  reader: CatalogReader,
  options: Pick<ListOptions, "filter" | "sort" | "after">,
): Generator<ListedRun> {
  const { sql, parameters } = pageQuery(reader, options);
  for (const { id } of reader.iterate<{ id: number }>(sql, ...parameters)) {
    const run = runOf(reader, id);
    if (run !== undefined) yield run;
  }
}

// --- internal ---

const runCount = (reader: CatalogReader): number =>
  Number(reader.get<{ count: number }>("SELECT count(*) AS count FROM run")?.count);

interface Found {
  ids: number[];
  /** The last that was looked at, when time was over. */
  stoppedAt: number | null;
  lookedAt: number;
}

const sortColumns: Readonly<Record<SortName, string>> = {
  started: "run.started_at",
  finished: "run.finished_at",
  duration: "run.duration_ms",
  project: "coalesce(run.project, '')",
  step: "run.step",
  outcome: "run.outcome",
  size: "run.member_bytes",
  inputs: "run.input_count",
  outputs: "run.output_count",
};

const findPage = (reader: CatalogReader, options: ListOptions): Found => {
  const { filter, sort, limit } = options;
  const { known, costly } = splitWhere(filter, reader);
  // Sorted by anything else, all have to be looked at anyway.
  if (costly === null || sort.name !== "started") {
    const { sql, parameters } = pageQuery(reader, options);
    const ids = reader.all<{ id: number }>(`${sql} LIMIT ?`, ...parameters, limit + 1).map(({ id }) => id);
    return { ids, stoppedAt: null, lookedAt: ids.length };
  }
  return lookOneByOne(reader, { known, costly }, options);
};

/** The costly question is asked of each in turn, so that it can be given up: the driver can't be interrupted. */
const lookOneByOne = (reader: CatalogReader, where: { known: Where; costly: Where }, options: ListOptions): Found => {
  const { limit, budgetMs = 5000 } = options;
  const end = elapsed() + budgetMs;
  const from = joinWhere(" AND ", [where.known, behind(options)]);
  const rows = reader.iterate<{ id: number; matches: number }>(
    `SELECT run.id AS id, (${where.costly.sql}) AS matches FROM run WHERE ${from.sql} ${orderOf(options.sort)}`,
    ...where.costly.parameters,
    ...from.parameters,
  );
  const ids: number[] = [];
  let lookedAt = 0;
  for (const { id, matches } of rows) {
    lookedAt += 1;
    if (matches === 1) ids.push(id);
    if (ids.length > limit) break;
    if (lookedAt % 256 === 0 && elapsed() > end) return { ids, stoppedAt: id, lookedAt };
  }
  return { ids, stoppedAt: null, lookedAt };
};

const pageQuery = (reader: CatalogReader, options: Pick<ListOptions, "filter" | "sort" | "after">): Where => {
  const { known, costly } = splitWhere(options.filter, reader);
  const where = joinWhere(" AND ", [known, ...(costly === null ? [] : [costly]), behind(options)]);
  return { ...where, sql: `SELECT run.id AS id FROM run WHERE ${where.sql} ${orderOf(options.sort)}` };
};

/** Bundle digests decide among equal values, so that every run has one place. */
const orderOf = ({ name, isDescending }: Sort): string => {
  const direction = isDescending ? "DESC" : "ASC";
  return `ORDER BY ${sortColumns[name]} ${direction}, run.bundle_digest ${direction}`;
};

const behind = ({ after, sort }: Pick<ListOptions, "after" | "sort">): Where =>
  after === null
    ? { sql: "TRUE", parameters: [] }
    : {
        sql: `(${sortColumns[sort.name]}, run.bundle_digest) ${sort.isDescending ? "<" : ">"} (?, ?)`,
        // Before, or behind, every digest that begins so.
        parameters: [after.value, Buffer.from(after.bundleDigest.padEnd(64, sort.isDescending ? "0" : "f"), "hex")],
      };

const cursorAt = (reader: CatalogReader, id: number, sort: Sort): string | null => {
  const row = reader.get<{ value: Cell; digest: Cell }>(
    `SELECT ${sortColumns[sort.name]} AS value, run.bundle_digest AS digest FROM run WHERE run.id = ?`,
    id,
  );
  if (row === undefined) return null;
  const value = typeof row.value === "string" ? row.value : Number(row.value);
  return formatCursor({ sort, value, bundleDigest: hexOf(row.digest) });
};
