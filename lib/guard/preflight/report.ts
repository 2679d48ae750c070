/**
 * What a preflight says, and what it is worth.
 *
 * @module
 */
import { exits } from "../../errors.ts";
import { type BaseNote, type ConfigDigest, type Finding, type Report, type Verdict, verdictOf } from "../../report.ts";
import type { JudgedTree } from "./tree-id.ts";

/** `partial`: what ran is proved, and something that is configured did not run. Never a pass for anybody else. */
export type PreflightVerdict = Verdict | "partial";

/** One of the project's own commands, as it ended. */
export interface CommandReport {
  name: string;
  argv: readonly string[];
  exitCode: number | null;
  signal: string | null;
  verdict: Verdict;
  findings: Finding[];
}

/** The document of `preflight --json`, `kprov.preflight/v1`: no times, no absolute paths. */
export interface PreflightReport {
  schema: "kprov.preflight/v1";
  verdict: PreflightVerdict;
  /** In the order in which they ran. */
  checks: Report[];
  commands: CommandReport[];
  /** Names left out by `--only` and `--skip`, in order. */
  skipped: string[];
  /** Check → the key that would turn it on. */
  notConfigured: Record<string, string>;
  tree: JudgedTree;
  config: ConfigDigest | null;
  /** Only where a base was asked for. */
  base?: BaseNote;
  /** Digest of the built-in rules and of the configuration that steers them. */
  rulesetDigest: string;
  tool: { name: "kprovengine"; version: string };
}

/** What all of it came to: of what ran, and of what was left out. */
export const settle = (
  findings: readonly Finding[],
  { ran, skipped }: { ran: number; skipped: number },
): PreflightVerdict => {
  const verdict = verdictOf(findings);
  if (verdict !== "proved") return verdict;
  if (ran === 0) return "undecided"; // Nothing examined is never proved.
  return skipped > 0 ? "partial" : "proved";
};

/** `report` with one check more, which is held against something else than the tree. */
export const withCheck = (report: PreflightReport, check: Report): PreflightReport => {
  const checks = [...report.checks, check];
  const verdict = verdictOf([...checks, ...report.commands].flatMap(({ findings }) => findings));
  return { ...report, checks, verdict: verdict === "proved" ? report.verdict : verdict };
};

/** Exit code: 2 before 1 before 3. A partial one asked for less, and that is proved. */
export const exitOfPreflight = ({ verdict, checks }: Pick<PreflightReport, "verdict" | "checks">): number => {
  // Whatever else was found: what was asked for can't be meant.
  if (checks.some(({ findings }) => findings.some(({ code }) => code === "CONFIG_UNUSABLE"))) return exits.usage;
  return verdict === "partial" ? exits.proved : exits[verdict];
};
