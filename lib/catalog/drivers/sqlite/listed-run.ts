/**
 * A row of the table `run` as lists show it.
 *
 * @module
 */
import { formatTime } from "../../../clock.ts";
import { compareBytes } from "../../../report.ts";
import type { ListedRun } from "../../list/model.ts";
import type { TagFact } from "../../model.ts";
import type { CatalogReader, RowOf } from "../../port.ts";
import { hexOf, hexOrNull, numberOrNull, textOf, textOrNull } from "./cells.ts";

/** What a list shows of the run with this number. */
export const runOf = (reader: CatalogReader, id: number): ListedRun | undefined => {
  const row = reader.get(runColumns, id);
  return row === undefined ? undefined : listed(row);
};

// --- internal ---

const runColumns = `SELECT run.*, toolchain.os AS os, toolchain.architecture AS architecture,
  (SELECT json_group_array(json_object('key', tag.key, 'value', tag.value)) FROM tag WHERE tag.run = run.id) AS tags,
  (SELECT min(source.path || '/' || location.name) FROM location JOIN source ON source.id = location.source
    WHERE location.run = run.id) AS location
  FROM run JOIN toolchain ON toolchain.id = run.toolchain WHERE run.id = ?`;

const byKey = (a: TagFact, b: TagFact): number => compareBytes(a.key, b.key) || compareBytes(a.value, b.value);

const listed = (row: RowOf): ListedRun => ({
  runId: textOf(row["run_id"]),
  project: textOrNull(row["project"]),
  step: textOf(row["step"]),
  startedAt: formatTime(Number(row["started_at"])),
  finishedAt: formatTime(Number(row["finished_at"])),
  durationMs: Number(row["duration_ms"]),
  outcome: textOf(row["outcome"]),
  exitCode: numberOrNull(row["exit_code"]),
  signal: textOrNull(row["signal"]),
  incomplete: row["incomplete"] === 1,
  review: textOf(row["review"]),
  checks: textOf(row["checks"]),
  origin: textOf(row["origin"]),
  tags: (JSON.parse(textOf(row["tags"])) as TagFact[]).sort(byKey),
  commit: textOrNull(row["commit_id"]),
  branch: textOrNull(row["branch"]),
  dirty: row["dirty"] === null ? null : row["dirty"] === 1,
  argv: JSON.parse(textOf(row["argv"])) as string[],
  inputs: { count: Number(row["input_count"]), bytes: Number(row["input_bytes"]) },
  outputs: { count: Number(row["output_count"]), bytes: Number(row["output_bytes"]) },
  memberBytes: Number(row["member_bytes"]),
  trustMode: textOf(row["trust_mode"]),
  builder: textOf(row["builder"]),
  recorder: textOf(row["recorder"]),
  os: textOf(row["os"]),
  architecture: textOf(row["architecture"]),
  bundleDigest: hexOf(row["bundle_digest"]),
  stableDigest: hexOf(row["stable_digest"]),
  configDigest: hexOrNull(row["config_digest"]),
  previousBundle: hexOrNull(row["previous_bundle"]),
  rerunOf: hexOrNull(row["rerun_of"]),
  location: textOrNull(row["location"]),
});
