/**
 * Bundles that can't be believed, with the reasons.
 *
 * @module
 */
import { KprovError } from "../../../errors.ts";
import type { ListedRefusal } from "../../list/model.ts";
import type { CatalogReader } from "../../port.ts";
import { type Condition, type Filter, groupsOf } from "../../query/filter.ts";
import { textOf } from "./cells.ts";
import { refusedOf } from "./facts.ts";
import { digestSql, joinWhere, patternSql, prefixSql, type Where } from "./where.ts";

export interface RefusalPage {
  refusals: ListedRefusal[];
  /** Of those that the filter lets through. */
  total: number;
}

/**
 * By name, the first `limit` of them, which may be infinite. Only what such a bundle claims to be can be asked for: project, step,
 * run id, digest of the bundle and codes of its findings. Throws `E_USAGE` for any other condition.
 */
export const listRefused = (reader: CatalogReader, { filter, limit }: { filter: Filter; limit: number }): RefusalPage =>
  reader.snapshot(() => {
    const where = refusedWhere(filter);
    const rows = reader.all(
      `SELECT refused.*, (SELECT min(source.path || '/' || location.name) FROM location
         JOIN source ON source.id = location.source WHERE location.refused = refused.id) AS location
       FROM refused WHERE ${where.sql} ORDER BY name, facts_digest LIMIT ?`,
      ...where.parameters,
      Number.isFinite(limit) ? limit : -1,
    );
    const count = reader.get<{ count: number }>(
      `SELECT count(*) AS count FROM refused WHERE ${where.sql}`,
      ...where.parameters,
    );
    return {
      refusals: rows.map((row) => {
        const { name, verdict, bundleDigest, runId, project, step, findings } = refusedOf(row);
        const location = row["location"] === null ? null : textOf(row["location"]);
        return { name, location, verdict, bundleDigest, claims: { runId, project, step }, findings };
      }),
      total: Number(count?.count),
    };
  });

/** The filter as a condition over `refused`. Throws `E_USAGE` for what they can't be asked for. */
export const refusedWhere = (filter: Filter): Where =>
  joinWhere(
    " AND ",
    groupsOf(filter).map((group) => joinWhere(" OR ", group.map(claimSql))),
  );

// --- internal ---

const claimSql = (condition: Condition): Where => {
  const asked = positiveSql(condition);
  return condition.isNegated ? { ...asked, sql: `coalesce(NOT (${asked.sql}), TRUE)` } : asked;
};

const positiveSql = (condition: Condition): Where => {
  switch (condition.field) {
    case "project":
    case "step":
      return patternSql(`refused.${condition.field}`, condition.pattern);
    case "run":
      return prefixSql("refused.run_id", condition.prefix);
    case "digest":
      return digestSql("refused.bundle_digest", condition.prefix);
    case "finding": {
      const { sql, parameters } = patternSql("json_extract(finding.value, '$.code')", condition.pattern);
      return { sql: `EXISTS (SELECT 1 FROM json_each(refused.findings) AS finding WHERE ${sql})`, parameters };
    }
    default:
      throw new KprovError(
        "E_USAGE",
        `Refused bundles can't be asked for "${condition.field}": nothing that they claim to have done is believed`,
        { hint: "ask for project, step, run, digest or finding" },
      );
  }
};
