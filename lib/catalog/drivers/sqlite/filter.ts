/**
 * A filter as a condition about the table `run`.
 *
 * What a run has many of can be asked in two ways: take the runs that have it (quick when they are few), or look at run after run
 * and ask each (quick when they are many, because a page is soon full). A bounded count decides.
 *
 * @module
 */
import type { CatalogReader } from "../../port.ts";
import { type Condition, type Filter, groupsOf } from "../../query/filter.ts";
import { type Question, questionOf } from "./conditions.ts";
import { joinWhere, type Where } from "./where.ts";

/** For `SELECT … FROM run WHERE ${sql}`, where `run` has no other name; `TRUE` for every run. */
export const whereOf = (filter: Filter, reader: Pick<CatalogReader, "get">): Where => {
  const { known, costly } = splitWhere(filter, reader);
  return costly === null ? known : joinWhere(" AND ", [known, costly]);
};

/**
 * The same in two parts: what columns and indexes answer at once, and what has to be looked up for each run that is left (null
 * for nothing), which may take as long as there are runs.
 */
export const splitWhere = (
  filter: Filter,
  reader: Pick<CatalogReader, "get">,
): { known: Where; costly: Where | null } => {
  const groups = groupsOf(filter).map((conditions) => askGroup(conditions, reader));
  const isDriven = groups.some(({ isFew }) => isFew);
  const known = groups.filter((group) => isDriven || !isCostly(group));
  return {
    known: joinWhere(
      " AND ",
      known.map(({ where, isFew }) => (isDriven && !isFew ? withoutIndex(where) : where)),
    ),
    costly:
      isDriven || known.length === groups.length
        ? null
        : joinWhere(
            " AND ",
            groups.filter(isCostly).map(({ where }) => where),
          ),
  };
};

// --- internal ---

interface Group {
  where: Where;
  /** It names the runs that are left, and they are few. */
  isFew: boolean;
}

const isCostly = ({ where, isFew }: Group): boolean => !isFew && where.sql.includes("EXISTS (");

/** As many runs as are looked at and sorted faster than anybody notices. */
const few = 2000;

const askGroup = (conditions: readonly Condition[], reader: Pick<CatalogReader, "get">): Group => {
  const questions = conditions.map(questionOf);
  const taken = takenOf(conditions, questions);
  if (taken !== null && isFew(taken, reader))
    return { where: { sql: `run.id IN (${taken.sql})`, parameters: taken.parameters }, isFew: true };
  const probes = questions.map(({ probe }, index) => (conditions[index]?.isNegated === true ? not(probe) : probe));
  return { where: joinWhere(" OR ", probes), isFew: false };
};

const takenOf = (conditions: readonly Condition[], questions: readonly Question[]): Where | null => {
  const taken = questions.map((question) => question.taken);
  if (conditions.some(({ isNegated }) => isNegated) || taken.includes(null)) return null;
  return {
    sql: taken.map((query) => query?.sql).join(" UNION ALL "),
    parameters: taken.flatMap((query) => query?.parameters ?? []),
  };
};

const isFew = ({ sql, parameters }: Where, reader: Pick<CatalogReader, "get">): boolean => {
  const row = reader.get<{ count: number | bigint }>(
    `SELECT count(*) AS count FROM (${sql} LIMIT ${few + 1})`,
    ...parameters,
  );
  return row !== undefined && Number(row.count) <= few;
};

/** What a run has no value of, it has not the negated one of. */
const not = ({ sql, parameters }: Where): Where => ({ sql: `coalesce(NOT (${sql}), TRUE)`, parameters });

/** The few runs are known: an index on another column would only lead away from them. */
const withoutIndex = ({ sql, parameters }: Where): Where => ({
  sql: sql.replace(/(?<![.\w])run\./g, "+run."),
  parameters,
});
