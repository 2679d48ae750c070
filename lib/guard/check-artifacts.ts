/**
 * The check of what git publishes: build output, secrets, compiled files, oversized files.
 *
 * @module
 */
import {
  type ConfigDigest,
  type Coverage,
  compareBytes,
  createReport,
  type Exemption,
  type Finding,
  type Report,
} from "../report.ts";
import { type AllowEntry, applyAllow } from "./allowance.ts";
import { artifactRules } from "./artifact-rules.ts";
import { findBlindness } from "./canaries.ts";
import { withContentFingerprints } from "./content-fingerprint.ts";
import { createDenied, defaultDeny } from "./deny.ts";
import { judgeFile } from "./judge.ts";
import type { Rule, RuleContext } from "./rule.ts";
import { openSettled } from "./settled.ts";
import {
  areReceipts,
  type IndexEntry,
  keptWhileSame,
  type Outcome,
  openSurface,
  type Snapshot,
} from "./surface/index.ts";
import { listIndex } from "./surface/listing.ts";

export interface ArtifactsConfig {
  /** Globs, beside the defaults. */
  deny: readonly string[];
  allow: readonly AllowEntry[];
  /** In bytes. */
  maxFileSize: number;
}

export interface CheckArtifactsOptions {
  /** Anywhere in the work tree; all of the repository is judged. */
  cwd: string;
  artifacts: ArtifactsConfig;
  config: ConfigDigest | null;
  /** Of this program, for the report. */
  version: string;
  /** Default: {@link artifactRules}. */
  rules?: readonly Rule[];
  /** Where clean verdicts are kept; default null, nowhere. */
  cacheDir?: string | null;
  /** Default: git is asked. */
  snapshot?: Snapshot;
  /** Tracked paths that were ignored before, by the base's own word. Default: none. */
  before?: ReadonlySet<string>;
}

/**
 * Judge every path that git tracks, in the index and, where it differs, in the work tree.
 *
 * All findings at once, sorted. Reads only; no network. Throws `E_NO_REPOSITORY` outside a repository,
 * `E_TOOL_MISSING` without git, `E_GIT` when git fails, `E_CONFIG` for a glob that can't be meant.
 */
export const checkArtifacts = async (options: CheckArtifactsOptions): Promise<Report> => {
  const { artifacts, rules = artifactRules, snapshot, config, version } = options;
  const context: RuleContext = { denied: createDenied(artifacts.deny), maxFileSize: artifacts.maxFileSize };
  const blind = findBlindness(rules, context, artifacts.deny);
  const judge = () => judgeAll(options, context, blind);
  const judged = snapshot === undefined || blind.length > 0 ? await judge() : await keep(options, snapshot, judge);
  return createReport({ check: "check-artifacts", ...judged, config, version });
};

// --- internal ---

type Judged = Pick<Report, "findings" | "coverage"> & { exemptions: Exemption[] };

const judgeAll = async (
  options: CheckArtifactsOptions,
  context: RuleContext,
  blind: readonly Finding[],
): Promise<Judged> => {
  const { cwd, artifacts, rules = artifactRules, snapshot, before, cacheDir = null } = options;
  const findings = [...blind];
  const about = new Map<Finding, IndexEntry>();
  const tally = createTally();
  const surface = await openSurface(cwd, snapshot);
  for (const entry of surface.entries)
    if (!entry.ignored && before?.has(entry.path)) Object.assign(entry, { ignored: true, ignoredBy: "base" });
  const { gitDir, isStaged } = surface;
  const place = { cacheDir, gitDir, isStaged, ruleset: rulesetOf(options) };
  const settled = blind.length > 0 ? undefined : openSettled(place);
  await surface.read(({ file, outcome, reason, isSettled }, entry) => {
    tally.count(outcome);
    if (isSettled) return;
    if (outcome === "unreadable") findings.push(unreadable(file.path, reason ?? "unknown"));
    const found = judgeFile(file, rules, context);
    for (const finding of found) {
      findings.push(finding);
      about.set(finding, entry);
    }
    if (outcome === "read" && found.length === 0) settled?.add(entry);
  }, settled?.has);
  settled?.keep();
  const counted = applyAllow(findings, artifacts.allow);
  const listing = () => snapshot?.listing() ?? listIndex(cwd);
  const named = await withContentFingerprints(counted.findings, { about, root: surface.root, isStaged, listing });
  return { ...counted, findings: named, coverage: tally.coverage(surface.entries.length) };
};

const rulesetOf = ({ version, artifacts, rules = artifactRules }: CheckArtifactsOptions): string =>
  JSON.stringify([version, rules.map(({ code }) => code), defaultDeny, artifacts.deny, artifacts.maxFileSize]);

/** In a preflight, where the snapshot is there already. */
const keep = async (
  options: CheckArtifactsOptions,
  snapshot: Snapshot,
  judge: () => Promise<Judged>,
): Promise<Judged> => {
  const ignored = [...(await snapshot.ignored())];
  const ruleset = JSON.stringify([rulesetOf(options), options.artifacts.allow, ignored, [...(options.before ?? [])]]);
  const keeping = { cacheDir: options.cacheDir ?? null, kind: "artifacts-all", ruleset, isKeepable: isClean };
  return keptWhileSame(snapshot, keeping, judge);
};

const isClean = (value: unknown): value is Judged => {
  const { findings, coverage, exemptions } = (value ?? {}) as Partial<Judged>;
  // What is exempted is named in every report: it is judged in every run.
  return [findings, exemptions].every((list) => Array.isArray(list) && list.length === 0) && areReceipts(coverage);
};

const unreadable = (path: string, reason: string): Finding => ({
  code: "FILE_UNREADABLE",
  level: "undecided",
  path,
  message: `Cannot be read: ${reason}`,
});

/** Counts visits on their own, so that a path which is lost between listing and judging shows. */
const createTally = () => {
  const counts = new Map<Outcome, number>();
  return {
    count(outcome: Outcome): void {
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    },
    coverage(considered: number): Coverage[] {
      // Sorted: the order of reading differs from checkout to checkout.
      const sorted = [...counts].sort(([a], [b]) => compareBytes(a, b));
      const { read = 0, ...skipped } = Object.fromEntries(sorted) as Partial<Record<Outcome, number>>;
      const visited = Object.values(skipped).reduce((sum, count) => sum + count, read);
      const names: Coverage = { unit: "tracked files", considered, examined: visited, skipped: {} };
      const contents: Coverage = { unit: "file contents", considered, examined: read, skipped };
      // Links and submodules have no contents of their own: a repository of nothing else is judged by its names.
      const hasContents = visited > (counts.get("symbolic link") ?? 0) + (counts.get("submodule") ?? 0);
      return hasContents ? [names, contents] : [names];
    },
  };
};
