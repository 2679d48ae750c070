/**
 * The one run that a person means by the beginning of a name or a digest.
 *
 * @module
 */
import { KprovError } from "../../../errors.ts";
import type { CatalogReader } from "../../port.ts";
import { hexOf, textOf, textOrNull } from "./cells.ts";
import { digestSql, joinWhere, prefixSql, type Where } from "./where.ts";

/** Enough to tell runs apart. Times are milliseconds. */
export interface FoundRun {
  bundleDigest: string;
  runId: string;
  project: string | null;
  step: string;
  startedAt: number;
  outcome: string;
}

/**
 * Find a run by its run id, the random end of that, or its bundle or stable digest (also as `sha256:…`), or by any beginning
 * of them that no other run has; digits of a digest from four on. The whole of a name comes before what it begins.
 *
 * Throws `E_NO_SUCH_RUN`, and `E_AMBIGUOUS_RUN` with the candidates.
 */
export const findRun = (reader: CatalogReader, reference: string): FoundRun =>
  reader.snapshot(() => {
    for (const where of waysOf(reference)) {
      const found = take(reader, where);
      const [run] = found;
      if (run === undefined) continue;
      if (found.length === 1) return run;
      throw ambiguous(reference, found);
    }
    throw missing(reader, reference);
  });

/** The runs that begin so, newest first, at most `limit`: for completions and for candidates. */
export const runsLike = (reader: CatalogReader, reference: string, limit: number): FoundRun[] =>
  take(reader, joinWhere(" OR ", waysOf(reference)), limit);

// --- internal ---

const shownCandidates = 8;

/** From the strictest on: what is a whole name is not asked whether it begins others. */
const waysOf = (reference: string): Where[] => {
  const hex = reference.replace(/^sha256:/i, "").toLowerCase();
  const isHex = /^[0-9a-f]{4,64}$/.test(hex);
  const isNamed = reference !== "" && !/^sha256:/i.test(reference);
  return [
    ...(isNamed ? [{ sql: "run.run_id = ?", parameters: [reference] }] : []),
    ...(isHex
      ? [
          joinWhere(" OR ", [
            digestSql("run.bundle_digest", hex),
            ...(isNamed ? [prefixSql("run.run_id", reference)] : []),
          ]),
        ]
      : []),
    ...(isHex ? [digestSql("run.stable_digest", hex)] : []),
    ...(isNamed && !isHex ? [prefixSql("run.run_id", reference)] : []),
    // The time before it is long to type, and mostly the same.
    ...(isNamed && /^[0-9a-f]{8}$/.test(reference)
      ? [{ sql: "run.run_id GLOB ?", parameters: [`*-${reference}`] }]
      : []),
  ];
};

const take = (reader: CatalogReader, { sql, parameters }: Where, limit = shownCandidates + 1): FoundRun[] =>
  reader
    .all(
      `SELECT bundle_digest, run_id, project, step, started_at, outcome FROM run
       WHERE ${sql} ORDER BY +run.started_at DESC, +run.bundle_digest DESC LIMIT ?`,
      ...parameters,
      limit,
    )
    .map((row) => ({
      bundleDigest: hexOf(row["bundle_digest"]),
      runId: textOf(row["run_id"]),
      project: textOrNull(row["project"]),
      step: textOf(row["step"]),
      startedAt: Number(row["started_at"]),
      outcome: textOf(row["outcome"]),
    }));

const ambiguous = (reference: string, found: readonly FoundRun[]): KprovError => {
  const shown = found.slice(0, shownCandidates);
  const lines = shown.map(
    ({ runId, bundleDigest, project, step, outcome }) =>
      `${runId}  ${bundleDigest.slice(0, 12)}  ${project === null ? "" : `${project} `}${step}  ${outcome}`,
  );
  const more = found.length > shown.length ? ["… and more"] : [];
  return new KprovError("E_AMBIGUOUS_RUN", `Several runs are meant by "${reference}"`, {
    hint: ["write more of one of them:", ...lines, ...more].join("\n"),
  });
};

const missing = (reader: CatalogReader, reference: string): KprovError => {
  const hex = reference.replace(/^sha256:/i, "").toLowerCase();
  const isHex = /^[0-9a-f]{4,64}$/.test(hex);
  const claims = joinWhere(" OR ", [
    { sql: "refused.run_id = ? OR refused.name = ?", parameters: [reference, reference] },
    ...(isHex ? [digestSql("refused.bundle_digest", hex)] : []),
  ]);
  const refused = reader.get(`SELECT name FROM refused WHERE ${claims.sql}`, ...claims.parameters);
  if (refused !== undefined)
    return new KprovError(
      "E_NO_SUCH_RUN",
      `The bundle "${textOf(refused["name"])}" is refused: nothing that it claims is believed`,
      {
        hint: "kprovengine catalog list --refused says why",
      },
    );
  return new KprovError("E_NO_SUCH_RUN", `No run in the catalog is meant by "${reference}"`, {
    hint: "kprovengine catalog list shows them; a bundle that is newer than the catalog is known after kprovengine index",
  });
};
