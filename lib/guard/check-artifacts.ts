/**
 * The check of what git publishes: build output, secrets, compiled files, oversized files.
 *
 * @module
 */
import { type ConfigDigest, type Coverage, compareBytes, createReport, type Finding, type Report } from "../report.ts";
import { type AllowEntry, applyAllow } from "./allowance.ts";
import { artifactRules } from "./artifact-rules.ts";
import { findBlindness } from "./canaries.ts";
import { createDenied } from "./deny.ts";
import { judgeFile } from "./judge.ts";
import type { Rule, RuleContext } from "./rule.ts";
import { type Outcome, readTracked } from "./surface/index.ts";

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
