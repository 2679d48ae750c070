/**
 * The record against the state it speaks of, and against the record before it.
 *
 * @module
 */
import { messageOf } from "../../errors.ts";
import type { JsonValue } from "../../json.ts";
import type { Finding } from "../../report.ts";
import type { Change, Step } from "./change.ts";
import { stepOf } from "./change.ts";
import type { compareSurfaces } from "./compare.ts";
import type { Earlier } from "./history.ts";
import { contradictionOf, futureOf, type GovernanceRecord, isContinuation, parseRecord } from "./record.ts";
import type { Surfaces } from "./surfaces.ts";
import { isEnough, nextVersion, stepBetween, versionOf } from "./version.ts";

/** What compares; a test may hand over a blind one. */
export type Compare = typeof compareSurfaces;

export const updateCommand = 'kprovengine governance update --reason "…"';

/** What lies here and is not recorded: one finding for each difference. */
export const judgeState = async (
  record: GovernanceRecord,
  state: Surfaces,
  { compare, defaults, place }: JudgeOptions,
): Promise<Finding[]> =>
  (await compare(record.surfaces, state, defaults)).map(({ kind, path, message }) => ({
    code: kind === "loosened" ? "GOVERNANCE_LOOSENED" : "GOVERNANCE_CHANGED",
    level: "violation",
    ...(path !== null && { path: place(path) }),
    message: `${kind === "words" ? "Words" : kind === "loosened" ? "Loosened" : "Tightened or added"}: ${message}`,
    fix: updateCommand,
  }));

/** Whether the record contradicts itself, or the clock. */
export const judgeRecord = (record: GovernanceRecord, path: string, now: number): Finding[] => {
  const why = contradictionOf(record) ?? futureOf(record, now);
  if (why === undefined) return [];
  const message = `The record was edited by hand: ${why}`;
  return [{ code: "GOVERNANCE_REWRITTEN", level: "violation", path, message, fix: `git checkout HEAD -- ${path}` }];
};

/** Whether the step from the earlier record to this one is large enough, and no earlier change was touched. */
export const judgeStep = async (
  record: GovernanceRecord,
  earlier: Earlier,
  options: JudgeOptions & { path: string },
): Promise<Finding[]> => {
  const { path, compare, defaults } = options;
  if ("none" in earlier) return [];
  if ("unknown" in earlier) {
    const code = earlier.unknown === "moved" ? "GOVERNANCE_BASE_MOVED" : "GOVERNANCE_BASE_MISSING";
    return [{ code, level: "undecided", path, message: earlier.message, fix: earlier.fix }];
  }
  let before: GovernanceRecord;
  try {
    before = parseRecord(earlier.bytes, `${path} of ${earlier.from}`);
  } catch (error) {
    return [{ code: "GOVERNANCE_RECORD_UNUSABLE", level: "undecided", path, message: messageOf(error) }];
  }
  const changes = await compare(before.surfaces, record.surfaces, defaults);
  return [...rewritten(before, record, { path, from: earlier.from }), ...smallSteps(before, record, changes, path)];
};

// --- internal ---

interface JudgeOptions {
  compare: Compare;
  /** Of a configuration that says nothing. */
  defaults: { [key: string]: JsonValue };
  /** From the configuration's directory to the repository's top. */
  place: (path: string) => string;
}

const rewritten = (
  before: GovernanceRecord,
  record: GovernanceRecord,
  { path, from }: { path: string; from: string },
): Finding[] => {
  if (isContinuation(before, record)) return [];
  const message = `Changes that "${from}" has recorded are gone or altered`;
  const fix = `git checkout ${from} -- ${path}, then ${updateCommand}`;
  return [{ code: "GOVERNANCE_REWRITTEN", level: "violation", path, message, fix }];
};

const needs: Readonly<Record<Change["kind"], Step>> = { loosened: "major", tightened: "minor", words: "patch" };

/** One finding for each change that needs a larger step than was taken; what loosened is named. */
const smallSteps = (
  before: GovernanceRecord,
  record: GovernanceRecord,
  changes: readonly Change[],
  path: string,
): Finding[] => {
  const from = versionOf(before.version);
  const taken = stepBetween(from, versionOf(record.version));
  const needed = stepOf(changes);
  const expectedVersion = nextVersion(from, needed ?? "patch");
  const values = { expected: `${expectedVersion} or later`, actual: record.version, fix: updateCommand };
  const finding = (message: string): Finding => ({
    ...{ code: "GOVERNANCE_STEP", level: "violation", path, message },
    ...values,
  });
  if (needed === null)
    return taken === undefined
      ? [finding(`The record was changed and its version is not later than ${before.version}`)]
      : [];
  return changes
    .filter(({ kind }) => !isEnough(taken, needs[kind]))
    .map(({ kind, message }) => finding(`A ${needs[kind]} step is needed from ${before.version}: ${message}`));
};
