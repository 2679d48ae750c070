/**
 * The record against the state it speaks of, and against the record before it.
 *
 * @module
 */
import { messageOf } from "../../errors.ts";
import { canonicalJson, type JsonValue } from "../../json.ts";
import type { Finding } from "../../report.ts";
import type { Change, Step } from "./change.ts";
import { stepOf } from "./change.ts";
import type { compareSurfaces } from "./compare.ts";
import type { Earlier } from "./history.ts";
import {
  contradictionOf,
  futureOf,
  type GovernanceRecord,
  isContinuation,
  parseRecord,
  type RecordedChange,
} from "./record.ts";
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
  let first: Before;
  let others: Before[];
  try {
    [first, others] = [beforeOf(earlier, path), (earlier.merged ?? []).map((one) => beforeOf(one, path))];
  } catch (error) {
    return [{ code: "GOVERNANCE_RECORD_UNUSABLE", level: "undecided", path, message: messageOf(error) }];
  }
  const continued = continuedBy(record, first, others);
  const { record: before, from } = continued ?? first;
  const judging = { path, from };
  const changes = await compare(before.surfaces, record.surfaces, defaults);
  const isSame = canonicalJson(before) === canonicalJson(record);
  const small = isSame && continued !== first ? [] : smallSteps(before, record, changes, path);
  if (continued === undefined) return [rewritten(judging), ...small];
  const unsaid = unsaidOf(before, record, changes);
  if (small.length > 0) return small;
  if (unsaid.length > 0) return [misnamed(unsaid, judging)];
  // What the first side of a merge has recorded, and the other has not.
  const lost = await compare(first.record.surfaces, record.surfaces, defaults);
  return dropped(loosenedUnsaid(lost, changesAfter(first.record, record)), { path, from: first.from });
};

// --- internal ---

interface JudgeOptions {
  compare: Compare;
  /** Of a configuration that says nothing. */
  defaults: { [key: string]: JsonValue };
  /** From the configuration's directory to the repository's top. */
  place: (path: string) => string;
}

interface Before {
  record: GovernanceRecord;
  from: string;
}

const beforeOf = ({ bytes, from }: { bytes: Buffer; from: string }, path: string): Before => ({
  record: parseRecord(bytes, `${path} of ${from}`),
  from,
});

/**
 * Which of them `record` goes on from: the first, or another side of a merge when the first has not itself gone on from that one.
 */
const continuedBy = (record: GovernanceRecord, first: Before, others: readonly Before[]): Before | undefined =>
  [first, ...others.filter((other) => !isContinuation(other.record, first.record))].find((one) =>
    isContinuation(one.record, record),
  );

/** What `record` has recorded since it and `other` parted. */
const changesAfter = (other: GovernanceRecord, { changes }: GovernanceRecord): RecordedChange[] => {
  const own = changes.findIndex(
    (change, index) => canonicalJson(change) !== canonicalJson(other.changes[index] ?? null),
  );
  return own === -1 ? [] : changes.slice(own);
};

const kinds = ["loosened", "tightened", "words"] as const;

/**
 * What the changes since `before` don't say, or say though it is not so. Of several only the outcome is known, and that what
 * loosened has to be named by one of them.
 */
const unsaidOf = (before: GovernanceRecord, record: GovernanceRecord, changes: readonly Change[]): string[] => {
  const [added, ...further] = changesAfter(before, record);
  if (added === undefined || further.length > 0) return loosenedUnsaid(changes, changesAfter(before, record));
  return kinds.flatMap((kind) => {
    const real = changes.filter((change) => change.kind === kind).map(({ message }) => message);
    return [...real.filter((one) => !added[kind].includes(one)), ...added[kind].filter((one) => !real.includes(one))];
  });
};

/** Every message begins with what it is about. */
const loosenedUnsaid = (changes: readonly Change[], said: readonly RecordedChange[]): string[] => {
  const named = said.flatMap(({ loosened }) => loosened);
  const isNamed = (key: string) =>
    named.some((one) => [key, JSON.stringify(key)].some((it) => one.startsWith(`${it} `)));
  return changes.filter(({ kind, key }) => kind === "loosened" && !isNamed(key)).map(({ message }) => message);
};

const misnamed = ([what = ""]: readonly string[], { path, from }: Judging): Finding => ({
  ...{ code: "GOVERNANCE_REWRITTEN", level: "violation", path },
  message: `The record was edited by hand: what changed since "${from}" is not what it says: ${what}`,
  fix: `git checkout ${from} -- ${path}, then ${updateCommand}`,
});

const dropped = (unsaid: readonly string[], { path, from }: Judging): Finding[] =>
  unsaid.map((what) => ({
    ...{ code: "GOVERNANCE_REWRITTEN", level: "violation", path },
    message: `The merge loosens what "${from}" has recorded, and no change says so: ${what}`,
    fix: `bring it back, or record it with the next change: ${updateCommand}`,
  }));

interface Judging {
  path: string;
  from: string;
}

const rewritten = ({ path, from }: Judging): Finding => ({
  ...{ code: "GOVERNANCE_REWRITTEN", level: "violation", path },
  message: `Changes that "${from}" has recorded are gone or altered`,
  fix: `git checkout ${from} -- ${path}, then ${updateCommand}`,
});

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
