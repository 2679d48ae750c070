/**
 * The versioning contract: what governs is recorded, and every change of it takes the step that it needs.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Clock, systemClock } from "../../clock.ts";
import { type LoadedConfig, plainConfig } from "../../config/index.ts";
import { messageOf } from "../../errors.ts";
import { type ConfigDigest, type Coverage, createReport, type Finding, type Report } from "../../report.ts";
import type { Gate } from "../gate.ts";
import { openPublished, type Published } from "../sources/index.ts";
import { areReceipts, keptWhileSame } from "../surface/kept.ts";
import { type Snapshot, takeSnapshot } from "../surface/snapshot.ts";
import { findBlindComparison } from "./canaries.ts";
import { compareSurfaces } from "./compare.ts";
import { earlierInBase, earlierInHistory, historyFacts, isRebasing } from "./history.ts";
import { type Compare, judgeRecord, judgeState, judgeStep, updateCommand } from "./judge-record.ts";
import { type GovernanceRecord, parseRecord, recordPath } from "./record.ts";
import { judgeStagedToo, stagedOtherwise } from "./staged-too.ts";
import { readState, type State } from "./state.ts";
import { tokenNames } from "./tokens.ts";
import { defaultValues } from "./values.ts";

export interface CheckGovernanceOptions {
  /** Anywhere in the work tree. */
  cwd: string;
  /** The candidate's own configuration, whoever else judges. */
  own: Pick<LoadedConfig, "config" | "digest" | "root">;
  /** Where the lists lie that it names. */
  policyRoot: string;
  /** Which configuration judges, for the report. */
  digest: ConfigDigest | null;
  /** Of this program, for the report. */
  version: string;
  /** All that there are: what is asked for is governed. */
  gates: readonly Gate[];
  /** What the step is judged against; default: the history of HEAD. */
  base?: { commit: string; name: string };
  /** Where what was proved may be kept; default null, nowhere. */
  cacheDir?: string | null;
  /** Default: taken now. */
  snapshot?: Snapshot;
  /** Decides which dates of the record are still to come. Default: the system's. */
  clock?: Pick<Clock, "now">;
  /** Default: {@link compareSurfaces}. */
  compare?: Compare;
}

/**
 * Judge the record in `.kprov/governance.lock.json`: it is there, says what lies here, grew from the one before it, and took
 * a large enough step.
 *
 * All findings at once, sorted. Reads only; no network. Throws `E_NO_REPOSITORY`, `E_TOOL_MISSING`, `E_GIT`, and `E_CONFIG`
 * for a glob or list that can't be meant.
 */
export const checkGovernance = async (options: CheckGovernanceOptions): Promise<Report> => {
  const { cwd, digest, version, compare = compareSurfaces } = options;
  const snapshot = options.snapshot ?? takeSnapshot(cwd);
  void snapshot.changes(); // git answers while the rest is loaded.
  const [blind, keeping] = await Promise.all([findBlindComparison(compare), keepingOf(options, snapshot)]);
  const { findings, coverage } = await keptWhileSame(snapshot, keeping, () => judgeAll(options, snapshot, compare));
  return createReport({
    check: "check-governance",
    ...{ findings: [...blind, ...findings], coverage, config: digest, version },
  });
};

// --- internal ---

type Judged = Pick<Report, "findings" | "coverage">;

/** Both states: as it lies here, and as it is staged where that is another. */
const judgeAll = async (options: CheckGovernanceOptions, snapshot: Snapshot, compare: Compare): Promise<Judged> => {
  const published = await openPublished(options.cwd, snapshot);
  const judged = await judgeOne(options, { snapshot, published, compare });
  const [other, ...more] = snapshot.isStaged ? [] : await stagedOtherwise({ ...options, published });
  if (other === undefined) return judged;
  const staged = await judgeStagedToo(options, { others: [other, ...more], here: judged.findings }, async (found) => {
    const { snapshot, policyRoot, loaded: own } = found;
    const published = await openPublished(options.cwd, snapshot);
    return (await judgeOne({ ...options, own, policyRoot }, { snapshot, published, compare })).findings;
  });
  return { ...judged, findings: [...judged.findings, ...staged] };
};

interface Looking {
  snapshot: Snapshot;
  published: Published;
  compare: Compare;
}

const judgeOne = async (
  options: CheckGovernanceOptions,
  { snapshot, published, compare }: Looking,
): Promise<Judged> => {
  const { own, policyRoot, gates } = options;
  const state = await readState({ ...own, policyRoot, gates, published });
  const found = await readRecord(published, state.place(recordPath), own.config);
  const judged =
    "finding" in found ? [found.finding] : await judgeFound(options, { ...found, snapshot, state, compare });
  return { findings: [...state.faults, ...judged], coverage: coverageOf(state) };
};

/** What was proved stays so while the index, the history, the base, the configuration and its lists are the same. */
const keepingOf = async (options: CheckGovernanceOptions, snapshot: Snapshot) => {
  const { cwd, own, policyRoot, version, base, compare, cacheDir = null } = options;
  const { config, digest, root } = own;
  // What HEAD follows is not settled, or nobody knows what compares.
  const isOpen = compare !== undefined || isRebasing(snapshot.gitDir);
  const facts = [
    ...[version, plainConfig(config), digest?.path ?? null, base?.commit ?? null, root],
    await tokenNames(config.identity.forbidden, policyRoot),
    ...(await historyFacts(cwd, snapshot.gitDir)),
  ];
  return {
    ...{ cacheDir: isOpen ? null : cacheDir, kind: "governance", ruleset: JSON.stringify(facts) },
    isKeepable: (value: unknown): value is Judged => {
      const { findings, coverage } = (value ?? {}) as Partial<Judged>;
      return Array.isArray(findings) && findings.length === 0 && areReceipts(coverage);
    },
  };
};

interface Found {
  record: GovernanceRecord;
  bytes: Buffer;
}

const judgeFound = async (
  { cwd, base, clock = systemClock }: CheckGovernanceOptions,
  { record, bytes, snapshot, state, compare }: Found & { snapshot: Snapshot; state: State; compare: Compare },
): Promise<Finding[]> => {
  const path = state.place(recordPath);
  const history = { cwd, gitDir: snapshot.gitDir, path, current: bytes };
  const earlier = await (base === undefined ? earlierInHistory(history) : earlierInBase(history, base));
  const options = { compare, defaults: defaultValues(), place: state.place, path };
  // What can't be read is a doubt of its own: nobody knows whether it has changed.
  const unread = new Set<string | undefined>(state.faults.flatMap((fault) => fault.path ?? []));
  const differences = await judgeState(record, state.surfaces, options);
  return [
    ...judgeRecord(record, path, clock.now()),
    ...differences.filter((finding) => !unread.has(finding.path)),
    ...(await judgeStep(record, earlier, options)),
  ];
};

const readRecord = async (
  published: Published,
  path: string,
  config: LoadedConfig["config"],
): Promise<Found | { finding: Finding }> => {
  const unusable = (message: string): { finding: Finding } => ({
    finding: {
      code: "GOVERNANCE_RECORD_UNUSABLE",
      level: "undecided",
      path,
      message,
      fix: `git checkout HEAD -- ${path}`,
    },
  });
  if (!published.isTracked(path)) return { finding: unrecorded(published.root, path, config) };
  try {
    const [index, other] = await published.versions(path);
    // None in the index: a link. Several: a merge conflict.
    if (index === undefined || other?.from === "index")
      return unusable(`The record "${path}" is no regular file, or in a merge conflict`);
    const bytes = Buffer.from((other ?? index).text);
    return { record: parseRecord(bytes, path), bytes };
  } catch (error) {
    return unusable(messageOf(error));
  }
};

const unrecorded = (root: string, path: string, { governance }: LoadedConfig["config"]): Finding => {
  const finding = { code: "GOVERNANCE_UNRECORDED", level: "violation", path } as const;
  if (existsSync(join(root, path)))
    return {
      ...{ ...finding, message: "The record is not tracked by git: nobody else will see it" },
      fix: `git add ${path}`,
    };
  const begin = `${updateCommand} && git add ${path}`;
  if (governance !== null) return { ...finding, message: "There is no record of governance", fix: begin };
  const message = "There is no record of governance, and the configuration does not ask for one";
  return { ...finding, message, fix: `write governance: {} into kprov.config.*, then ${begin}` };
};

const coverageOf = ({ surfaces, files, faults }: State): Coverage[] => {
  const unreadable = faults.filter(({ code }) => code === "GOVERNANCE_UNREADABLE").length;
  const keys = Object.keys(surfaces.configuration.values).length;
  const considered = files + keys + Object.keys(surfaces.rules).length;
  return [
    {
      ...{ unit: "governed surfaces", considered, examined: considered - unreadable },
      skipped: unreadable > 0 ? { unreadable } : {},
    },
  ];
};
