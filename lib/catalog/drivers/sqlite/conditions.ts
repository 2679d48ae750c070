/**
 * One condition of a filter in SQL. Every value is a parameter: what a bundle or a person says is never SQL.
 *
 * @module
 */
import type { Matcher, Pattern } from "../../query/filter.ts";
import type { VersionRange } from "../../query/range.ts";
import { digestSql, joinWhere, patternSql, prefixSql, type Where } from "./where.ts";

export interface Question {
  /** About the row of `run` that is looked at. */
  probe: Where;
  /** Ids of all runs that have it; null where no index knows them. */
  taken: Where | null;
}

export const questionOf = (matcher: Matcher): Question => {
  switch (matcher.field) {
    case "project":
    case "step":
    case "outcome":
    case "branch":
    case "review":
      return columnQuestion(patternSql(`run.${matcher.field}`, matcher.pattern), startsKnown(matcher.pattern));
    case "origin":
      return columnQuestion(patternSql("run.origin", matcher.pattern), false);
    case "trust":
      return columnQuestion(patternSql("run.trust_mode", matcher.pattern), false);
    case "tag":
      return ownedQuestion("tag", [
        patternSql("key", matcher.key),
        ...(matcher.value === null ? [] : [patternSql("value", matcher.value)]),
      ]);
    case "reviewer":
      return ownedQuestion("review", [patternSql("reviewer", matcher.pattern)]);
    case "finding":
      return ownedQuestion("finding", [patternSql("code", matcher.pattern)]);
    case "type":
      return typeQuestion(matcher.pattern);
    case "input":
    case "output":
      return pathQuestion(matcher.pattern, matcher.field);
    case "file":
      return pathQuestion(matcher.pattern, null);
    case "tool":
    case "distribution":
      return versionQuestion(matcher);
    case "check":
      return checkQuestion(matcher);
    case "commit":
      return columnQuestion(prefixSql("run.commit_id", matcher.prefix), true);
    case "run":
      return columnQuestion(prefixSql("run.run_id", matcher.prefix), true);
    case "digest":
      return digestQuestion(matcher.prefix);
    case "time":
      return columnQuestion(spanSql("run.started_at", matcher), false);
    case "duration":
      return columnQuestion(spanSql("run.duration_ms", matcher), false);
    case "exit":
      return columnQuestion({ sql: "run.exit_code = ?", parameters: [matcher.code] }, false);
    case "is":
      return columnQuestion({ sql: states[matcher.state], parameters: [] }, false);
  }
};

// --- internal ---

const states = {
  incomplete: "run.incomplete = 1",
  dirty: "run.dirty = 1",
  rerun: "run.rerun_of IS NOT NULL",
} as const;

/** A glob that begins with a wildcard is looked for everywhere. */
const startsKnown = ({ text, isGlob }: Pattern): boolean => !isGlob || !/^[*?]/.test(text);

const columnQuestion = (probe: Where, isIndexed: boolean): Question => ({
  probe,
  taken: isIndexed ? { ...probe, sql: `SELECT run.id FROM run WHERE ${probe.sql}` } : null,
});

/** Conditions on a table's columns, each of them first in its SQL. */
const ownedQuestion = (
  table: "tag" | "review" | "finding" | "check_result",
  conditions: readonly Where[],
): Question => {
  const all = joinWhere(" AND ", conditions);
  // The rows of one run are few: an index on what they say would lead through those of all others.
  const each = joinWhere(
    " AND ",
    conditions.map(({ sql, parameters }) => ({ sql: `+${sql}`, parameters })),
  );
  return {
    probe: { ...each, sql: `EXISTS (SELECT 1 FROM ${table} WHERE ${table}.run = run.id AND (${each.sql}))` },
    taken: { ...all, sql: `SELECT ${table}.run FROM ${table} WHERE ${all.sql}` },
  };
};

const typeQuestion = (pattern: Pattern): Question => {
  const { sql, parameters } = patternSql("media.text", pattern);
  const media = `file.media IN (SELECT media.id FROM media WHERE ${sql})`;
  return {
    probe: {
      sql: `EXISTS (SELECT 1 FROM file WHERE file.run = run.id AND file.role = 'input' AND ${media})`,
      parameters,
    },
    taken: null,
  };
};

const pathQuestion = (pattern: Pattern, role: "input" | "output" | null): Question => {
  const { sql, parameters } = patternSql("file.path", pattern);
  const ofRole = role === null ? "" : ` AND file.role = '${role}'`;
  return {
    probe: { sql: `EXISTS (SELECT 1 FROM file WHERE file.run = run.id${ofRole} AND ${sql})`, parameters },
    taken: null,
  };
};

const versionQuestion = ({ field, name, range }: Extract<Matcher, { field: "tool" | "distribution" }>): Question => {
  const { sql, parameters } = joinWhere(" AND ", [patternSql("name", name), ...boundsSql(range)]);
  const toolchains = `SELECT ${field}.toolchain FROM ${field} WHERE ${sql}`;
  return {
    // Looked at in the order of the list: one set of toolchains, and it is small.
    probe: { sql: `+run.toolchain IN (${toolchains})`, parameters },
    taken: { sql: `SELECT run.id FROM run WHERE run.toolchain IN (${toolchains})`, parameters },
  };
};

const boundsSql = (range: VersionRange | null): Where[] =>
  (range?.bounds ?? []).map(({ from, below, isExcluded }) => {
    const sides = [
      ...(from === null ? [] : [{ sql: "version_key >= ?", parameters: [from] }]),
      ...(below === null ? [] : [{ sql: "version_key < ?", parameters: [below] }]),
    ];
    const inside = joinWhere(" AND ", sides);
    return isExcluded ? { ...inside, sql: `NOT (${inside.sql})` } : inside;
  });

const checkQuestion = ({ name, verdict }: Extract<Matcher, { field: "check" }>): Question => {
  if (name === null) return columnQuestion({ sql: "run.checks = ?", parameters: [verdict] }, false);
  return ownedQuestion("check_result", [
    patternSql("name", name),
    ...(verdict === null ? [] : [{ sql: "verdict = ?", parameters: [verdict] }]),
  ]);
};

const digestQuestion = (prefix: string): Question => {
  const own = ["run.bundle_digest", "run.stable_digest"].map((column) => digestSql(column, prefix));
  const owned = ["file", "member"].map((table) => {
    const { sql, parameters } = digestSql(`${table}.digest`, prefix);
    return {
      probe: { sql: `EXISTS (SELECT 1 FROM ${table} WHERE ${table}.run = run.id AND +${sql})`, parameters },
      taken: { sql: `SELECT ${table}.run FROM ${table} WHERE ${sql}`, parameters },
    };
  });
  const taken = [
    ...own.map((where) => ({ ...where, sql: `SELECT run.id FROM run WHERE ${where.sql}` })),
    ...owned.map((question) => question.taken),
  ];
  return {
    probe: joinWhere(" OR ", [...own, ...owned.map(({ probe }) => probe)]),
    taken: {
      sql: taken.map(({ sql }) => sql).join(" UNION ALL "),
      parameters: taken.flatMap(({ parameters }) => parameters),
    },
  };
};

const spanSql = (column: string, { from, below }: { from: number | null; below: number | null }): Where =>
  joinWhere(" AND ", [
    ...(from === null ? [] : [{ sql: `${column} >= ?`, parameters: [from] }]),
    ...(below === null ? [] : [{ sql: `${column} < ?`, parameters: [below] }]),
  ]);
