/**
 * The check of what git publishes: build output, secrets, compiled files, oversized files.
 *
 * @module
 */
import { type ConfigDigest, type Coverage, createReport, type Finding, type Report } from "../report.ts";
import { type AllowEntry, applyAllow } from "./allowance.ts";
import { artifactRules } from "./artifact-rules.ts";
import { findBlindness } from "./canaries.ts";
import { type Outcome, readContents } from "./contents.ts";
import { createDenied } from "./deny.ts";
import { judgeFile } from "./judge.ts";
import type { Rule, RuleContext } from "./rule.ts";
import { topLevel } from "./top-level.ts";
import { listTracked } from "./tracked.ts";

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
}

/**
 * Judge every path that git tracks, in the index and, where it differs, in the work tree.
 *
 * All findings at once, sorted. Reads only; no network. Throws `E_NO_REPOSITORY` outside a repository,
 * `E_TOOL_MISSING` without git, `E_GIT` when git fails, `E_CONFIG` for a glob that can't be meant.
 */
export const checkArtifacts = async (options: CheckArtifactsOptions): Promise<Report> => {
  const { cwd, artifacts, rules = artifactRules } = options;
  const context: RuleContext = { denied: createDenied(artifacts.deny), maxFileSize: artifacts.maxFileSize };
  const findings = findBlindness(rules, context, artifacts.deny);
  const tally = createTally();
  const considered = await readTracked(cwd, ({ file, outcome, reason }) => {
    tally.count(outcome);
    if (outcome === "unreadable") findings.push(unreadable(file.path, reason ?? "unknown"));
    for (const finding of judgeFile(file, rules, context)) findings.push(finding);
  });
  const allowance = applyAllow(findings, artifacts.allow);
  return createReport({
    check: "check-artifacts",
    findings: allowance.findings,
    exemptions: allowance.exemptions,
    coverage: tally.coverage(considered),
    config: options.config,
    version: options.version,
  });
};

// --- internal ---

type Visit = Parameters<typeof readContents>[1]["visit"];

/** Shows every tracked path to `visit` and returns how many there are. */
const readTracked = async (cwd: string, visit: Visit): Promise<number> => {
  const entries = listTracked(cwd);
  await readContents(entries, { root: topLevel(cwd), visit });
  return entries.length;
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
      const { read = 0, ...skipped } = Object.fromEntries(counts) as Partial<Record<Outcome, number>>;
      const visited = Object.values(skipped).reduce((sum, count) => sum + count, read);
      const names: Coverage = { unit: "tracked files", considered, examined: visited, skipped: {} };
      const contents: Coverage = { unit: "file contents", considered, examined: read, skipped };
      // Links and submodules have no contents of their own: a repository of nothing else is judged by its names.
      const hasContents = visited > (counts.get("symbolic link") ?? 0) + (counts.get("submodule") ?? 0);
      return hasContents ? [names, contents] : [names];
    },
  };
};
