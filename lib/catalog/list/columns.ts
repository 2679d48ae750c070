/**
 * The columns of a list: their names in tables and in CSV, and what stands in them.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { closest } from "../../suggest.ts";
import { shellQuote } from "../../text.ts";
import { formatBytes, formatMicroseconds, formatNumber } from "../../words.ts";
import { formatMoment } from "../text/moment.ts";
import type { Cell, Style } from "../text/table.ts";
import type { ListedRun } from "./model.ts";

export interface ListColumn {
  /** As the views of `catalog sql` call it. */
  field: string;
  cell: (run: ListedRun, options: { isLocal: boolean }) => Cell;
  /** For CSV. */
  value: (run: ListedRun) => string | number | null;
  isRight?: boolean;
  least?: number;
}

/** Every column by its name, in the order of `--columns all`. */
export const columns = {
  started: { field: "started_at", ...moment((run) => run.startedAt) },
  run: { field: "run_id", ...text((run) => run.runId, 29) },
  project: { field: "project", ...text((run) => run.project, 10) },
  step: { field: "step", ...text((run) => run.step, 10) },
  outcome: { field: "outcome", ...state((run) => outcomeOf(run)), value: (run) => run.outcome },
  exit: { field: "exit_code", ...number((run) => run.exitCode) },
  signal: { field: "signal", ...text((run) => run.signal) },
  duration: {
    ...{ field: "duration_ms", isRight: true, value: (run) => run.durationMs },
    cell: (run) => ({ text: formatMicroseconds(run.durationMs * 1000) }),
  },
  review: { field: "review", ...state((run) => run.review) },
  checks: { field: "checks", ...state((run) => run.checks) },
  origin: { field: "origin", ...state((run) => run.origin) },
  tags: {
    field: "tags",
    ...text((run) => run.tags.map(({ key, value }) => (value === "" ? key : `${key}=${value}`)).join(" "), 12),
  },
  commit: { field: "commit_id", ...text((run) => run.commit?.slice(0, 10) ?? null), value: (run) => run.commit },
  branch: { field: "branch", ...text((run) => run.branch, 10) },
  dirty: { field: "dirty", ...flag((run) => run.dirty) },
  incomplete: { field: "incomplete", ...flag((run) => run.incomplete) },
  inputs: { field: "input_count", ...number((run) => run.inputs.count) },
  "input-size": { field: "input_bytes", ...bytes((run) => run.inputs.bytes) },
  outputs: { field: "output_count", ...number((run) => run.outputs.count) },
  "output-size": { field: "output_bytes", ...bytes((run) => run.outputs.bytes) },
  size: { field: "member_bytes", ...bytes((run) => run.memberBytes) },
  finished: { field: "finished_at", ...moment((run) => run.finishedAt) },
  command: {
    field: "argv",
    ...text((run) => run.argv.map(shellQuote).join(" "), 20),
    value: (run) => JSON.stringify(run.argv),
  },
  trust: { field: "trust_mode", ...text((run) => run.trustMode) },
  builder: { field: "builder", ...text((run) => run.builder, 20) },
  recorder: { field: "recorder", ...text((run) => run.recorder) },
  os: { field: "os", ...text((run) => run.os) },
  architecture: { field: "architecture", ...text((run) => run.architecture) },
  bundle: { field: "bundle_digest", ...digest((run) => run.bundleDigest) },
  stable: { field: "stable_digest", ...digest((run) => run.stableDigest) },
  config: { field: "config_digest", ...digest((run) => run.configDigest) },
  previous: { field: "previous_bundle", ...digest((run) => run.previousBundle) },
  "rerun-of": { field: "rerun_of", ...digest((run) => run.rerunOf) },
  location: { field: "location", ...text((run) => run.location, 20) },
} as const satisfies Record<string, ListColumn>;

export type ColumnName = keyof typeof columns;

/** In a table, from left to right; where there is no room, {@link dispensable} ones are left out. */
export const usualColumns: readonly ColumnName[] = [
  ...(["started", "run", "project", "step", "outcome", "duration", "review", "checks", "tags", "commit"] as const),
];

/** What says least goes first: a run id of ours begins with the time in UTC. */
export const dispensable: readonly ColumnName[] = [
  "commit",
  "checks",
  "started",
  "tags",
  "review",
  "project",
  "duration",
];

/** `run,step,duration`, also by the names of the views; `all` is every one. Throws `E_USAGE`. */
export const parseColumns = (text: string): ColumnName[] => {
  const names = Object.keys(columns) as ColumnName[];
  if (text === "all") return names;
  const chosen = text.split(",").map((asked) => {
    const word = asked.trim();
    const name = names.find((known) => known === word || columns[known].field === word);
    if (name !== undefined) return name;
    const near = closest(word, names);
    const advice = near === undefined ? `: there are ${names.join(", ")}` : `, did you mean "${near}"?`;
    throw new KprovError("E_USAGE", `Unknown column "${word}"${advice}`);
  });
  const twice = chosen.find((name, index) => chosen.indexOf(name) !== index);
  if (twice !== undefined) throw new KprovError("E_USAGE", `The column "${twice}" is given twice`);
  return chosen;
};

/** How it ended, with the exit status where that says more. */
export const outcomeOf = ({
  outcome,
  exitCode,
  signal,
}: Pick<ListedRun, "outcome" | "exitCode" | "signal">): string => {
  if (outcome === "failed" && exitCode !== null) return `failed (${exitCode})`;
  return outcome === "signalled" && signal !== null ? `signalled (${signal})` : outcome;
};

/** What is wrong is red, what is open is yellow; what is as it should be stays quiet. */
export const styleOf = (word: string): Style | undefined => {
  if (/^(?:failed|violated|rejected|timed-out|signalled|interrupted)\b/.test(word)) return "red";
  return /^(?:pending|undecided|unproved)$/.test(word) ? "yellow" : undefined;
};

// --- internal ---

type Column = Omit<ListColumn, "field">;

function text(value: (run: ListedRun) => string | null, least?: number): Column {
  return { value, cell: (run) => ({ text: value(run) ?? "" }), ...(least !== undefined && { least }) };
}

function state(value: (run: ListedRun) => string): Column {
  return { value, cell: (run) => ({ text: value(run), style: styleOf(value(run)) }) };
}

function number(value: (run: ListedRun) => number | null): Column {
  const shown = (count: number | null): string => (count === null ? "" : formatNumber(count));
  return { value, isRight: true, cell: (run) => ({ text: shown(value(run)) }) };
}

function bytes(value: (run: ListedRun) => number): Column {
  return { value, isRight: true, cell: (run) => ({ text: formatBytes(value(run)) }) };
}

function flag(value: (run: ListedRun) => boolean | null): Column {
  const words = { true: "yes", false: "no", null: "" };
  return {
    value: (run) => (value(run) === null ? null : Number(value(run))),
    cell: (run) => ({ text: words[`${value(run)}`] }),
  };
}

function digest(value: (run: ListedRun) => string | null): Column {
  return { value, cell: (run) => ({ text: value(run)?.slice(0, 12) ?? "" }) };
}

function moment(value: (run: ListedRun) => string): Column {
  return { value, cell: (run, options) => ({ text: formatMoment(Date.parse(value(run)), options) }) };
}
