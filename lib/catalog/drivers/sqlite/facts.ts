/**
 * Rows of the tables → facts of a run, as they were put in.
 *
 * @module
 */
import type { FindingFact, RefusedFacts, RunFacts, ToolchainFact } from "../../model.ts";
import type { CatalogReader, RowOf } from "../../port.ts";
import { hexOf, hexOrNull, numberOrNull, textOf, textOrNull } from "./cells.ts";

/** What is asked of: a reader, or the writer's own connection. */
export type Asked = Pick<CatalogReader, "all" | "get">;

/** Everything that is known of the run with this number. Lists are in the order of their rows. */
export const factsOfRun = (asked: Asked, id: number): RunFacts | undefined => {
  const row = asked.get("SELECT * FROM run WHERE id = ?", id);
  return row === undefined
    ? undefined
    : { ...ownFacts(row), ...listFacts(asked, id), toolchain: toolchainOf(asked, row) };
};

/** Everything that is known of a run, by its bundle's digest. */
export const readRun = (reader: CatalogReader, bundleDigest: string): RunFacts | undefined => {
  const row = reader.get("SELECT id FROM run WHERE bundle_digest = ?", Buffer.from(bundleDigest, "hex"));
  return row === undefined ? undefined : factsOfRun(reader, Number(row["id"]));
};

/** One row of the refused. */
export const refusedOf = (row: RowOf): RefusedFacts => ({
  name: textOf(row["name"]),
  verdict: textOf(row["verdict"]) as RefusedFacts["verdict"],
  bundleDigest: hexOrNull(row["bundle_digest"]),
  runId: textOrNull(row["run_id"]),
  project: textOrNull(row["project"]),
  step: textOrNull(row["step"]),
  findings: JSON.parse(textOf(row["findings"])) as FindingFact[],
});

// --- internal ---

const ownFacts = (row: RowOf) => ({
  bundleDigest: hexOf(row["bundle_digest"]),
  stableDigest: hexOf(row["stable_digest"]),
  runId: textOf(row["run_id"]),
  project: textOrNull(row["project"]),
  step: textOf(row["step"]),
  startedAt: Number(row["started_at"]),
  finishedAt: Number(row["finished_at"]),
  durationMs: Number(row["duration_ms"]),
  outcome: textOf(row["outcome"]),
  exitCode: numberOrNull(row["exit_code"]),
  signal: textOrNull(row["signal"]),
  isIncomplete: row["incomplete"] === 1,
  argv: JSON.parse(textOf(row["argv"])) as string[],
  trustMode: textOf(row["trust_mode"]),
  builder: textOf(row["builder"]),
  recorder: textOf(row["recorder"]),
  commit: textOrNull(row["commit_id"]),
  branch: textOrNull(row["branch"]),
  isDirty: row["dirty"] === null ? null : row["dirty"] === 1,
  configDigest: hexOrNull(row["config_digest"]),
  previousBundle: hexOrNull(row["previous_bundle"]),
  rerunOf: hexOrNull(row["rerun_of"]),
  origin: textOf(row["origin"]) as RunFacts["origin"],
  review: textOf(row["review"]) as RunFacts["review"],
  inputBytes: Number(row["input_bytes"]),
  outputBytes: Number(row["output_bytes"]),
});

const toolchainOf = (asked: Asked, row: RowOf): ToolchainFact => {
  const id = row["toolchain"] ?? null;
  const own = asked.get("SELECT digest, os, architecture FROM toolchain WHERE id = ?", id);
  return {
    digest: hexOf(own?.["digest"]),
    os: textOf(own?.["os"]),
    architecture: textOf(own?.["architecture"]),
    tools: asked
      .all("SELECT name, role, version, digest FROM tool WHERE toolchain = ? ORDER BY rowid", id)
      .map((tool) => ({
        name: textOf(tool["name"]),
        role: textOf(tool["role"]),
        version: textOrNull(tool["version"]),
        digest: hexOf(tool["digest"]),
      })),
    distributions: asked.all<{ interpreter: string; name: string; version: string }>(
      "SELECT interpreter, name, version FROM distribution WHERE toolchain = ? ORDER BY rowid",
      id,
    ),
  };
};

type Lists = Omit<RunFacts, keyof ReturnType<typeof ownFacts> | "toolchain">;

const listFacts = (asked: Asked, id: number): Lists => {
  const rows = (columns: string, table: string): RowOf[] =>
    asked.all(`SELECT ${columns} FROM ${table} WHERE run = ? ORDER BY ${table.split(" ")[0]}.rowid`, id);
  return {
    members: rows("path, size, digest, stable", "member").map((row) => ({
      ...{ path: textOf(row["path"]), size: Number(row["size"]) },
      ...{ digest: hexOf(row["digest"]), isStable: row["stable"] === 1 },
    })),
    files: rows("role, path, size, digest, media.text AS media", "file JOIN media ON media.id = file.media").map(
      (row) => ({
        ...{ role: row["role"] === "input" ? ("input" as const) : ("output" as const), path: textOf(row["path"]) },
        ...{ size: numberOrNull(row["size"]), digest: hexOrNull(row["digest"]), mediaType: textOf(row["media"]) },
      }),
    ),
    checks: rows("name, verdict, trusted", "check_result").map((row) => ({
      ...{ name: textOf(row["name"]), verdict: textOf(row["verdict"]) as Lists["checks"][number]["verdict"] },
      isTrusted: row["trusted"] === 1,
    })),
    findings: rows("code, level, path, message", "finding") as unknown as Lists["findings"],
    signatures: rows(
      "path, over, predicate_type AS predicateType, status, owner, fingerprint",
      "signature",
    ) as unknown as Lists["signatures"],
    reviews: rows("digest, decision, reviewer, counted, at, comment", "review").map((row) => ({
      ...{ digest: hexOf(row["digest"]), decision: textOf(row["decision"]) as Lists["reviews"][number]["decision"] },
      ...{ reviewer: textOrNull(row["reviewer"]), isCounted: row["counted"] === 1 },
      ...{ at: numberOrNull(row["at"]), comment: textOrNull(row["comment"]) },
    })),
    tags: rows("key, value", "tag") as unknown as Lists["tags"],
    annotations: rows("at, author, text", "annotation") as unknown as Lists["annotations"],
    texts: rows("path, text, cut", "text").map((row) => ({
      ...{ path: textOf(row["path"]), text: textOf(row["text"]), isCut: row["cut"] === 1 },
    })),
  };
};
