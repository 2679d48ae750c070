/**
 * The check of a project's own rules.
 *
 * @module
 */
import type { OwnRule } from "../../config/index.ts";
import { compileGlobs } from "../../glob.ts";
import { type ConfigDigest, type Coverage, createReport, type Finding, type Report } from "../../report.ts";
import { acrossVersions } from "../fingerprint.ts";
import { loadParsers } from "../sources/index.ts";
import type { Snapshot } from "../surface/index.ts";
import { openStates, type States } from "./git-state.ts";
import { type Judgement, judgeRule } from "./judge-rule.ts";
import { createRepository } from "./model.ts";
import { doubtsAboutFixtures, proveRule } from "./prove.ts";

export interface CheckRulesOptions {
  /** Anywhere in the work tree; all of the repository is judged. */
  cwd: string;
  rules: readonly OwnRule[];
  config: ConfigDigest | null;
  /** Of this program, for the report. */
  version: string;
  /** Default: git is asked. */
  snapshot?: Snapshot;
  /** Milliseconds that a rule may take, for each fixture and each state. Default {@link timeLimit}. */
  timeout?: number;
}

/** Milliseconds: far more than a rule needs, and less than a person waits. */
export const timeLimit = 60_000;

/**
 * Try each rule on its fixtures, then let it judge what git tracks: the index, and the work tree where it differs.
 *
 * Foreign code runs, one rule after the other. Whatever it does instead of naming faults is a doubt. Throws
 * `E_NO_REPOSITORY` outside a repository, `E_TOOL_MISSING` without git, `E_GIT` when git fails.
 */
export const checkRules = async (options: CheckRulesOptions): Promise<Report> => {
  const { cwd, rules, config, version, snapshot, timeout = timeLimit } = options;
  const states = await openStates(cwd, snapshot);
  const judgements: Judgement[] = [];
  for (const rule of rules) judgements.push(await judgeOne(rule, states, timeout));
  const findings = judgements.flatMap((judgement) => judgement.findings);
  const coverage = coverageOf(judgements);
  const report = createReport({ check: "check-rules", findings, coverage, config, version });
  return { ...report, rules: rules.map(wordsOf) };
};

// --- internal ---

const judgeOne = async (rule: OwnRule, states: States, timeout: number): Promise<Judgement> => {
  const doubts = doubtsAboutFixtures(rule, await proveRule(rule, timeout));
  const judged = await judgeStates(rule, states, timeout);
  const idle = findIdle(rule, [...states.index.paths, ...missedBy(judged)]);
  return { ...judged, findings: [...doubts, ...idle, ...judged.findings] };
};

/** The index, and then the work tree as far as it differs. */
const judgeStates = async (
  rule: OwnRule,
  { index, workTree, changedOf }: States,
  timeout: number,
): Promise<Judgement> => {
  const parse = await loadParsers(index.paths.filter(compileGlobs(rule.files)));
  const published = createRepository(index, { globs: rule.files, parse });
  const first = await judgeRule(rule, published, published.files, { state: index, timeout });
  const changed = changedOf(published.files.map(({ path }) => path));
  if (changed.size === 0) return first;
  const lying = createRepository(workTree, { globs: rule.files, parse });
  const files = lying.files.filter(({ path }) => changed.has(path));
  const second = await judgeRule(rule, lying, files, { state: workTree, timeout });
  const findings = acrossVersions([first.findings, second.findings.map(inWorkTree)]);
  return { findings, shown: first.shown + second.shown, decided: first.decided + second.decided };
};

const inWorkTree = (finding: Finding): Finding => ({ ...finding, message: `${finding.message} (in the work tree)` });

/** A file that a rule names as missing is one that it is about. */
const missedBy = ({ findings }: Judgement): string[] =>
  findings.flatMap(({ level, path }) => (level === "violation" && path !== undefined ? [path] : []));

/** A glob that matches nothing is a rule that is never asked: mistyped, or left over. */
const findIdle = (rule: OwnRule, paths: readonly string[]): Finding[] => {
  if (rule.allowEmpty !== null) return [];
  const idle = rule.files.filter((glob) => !paths.some(compileGlobs([glob])));
  return idle.map((glob) => ({
    code: "OWN_RULE_IDLE",
    level: "undecided",
    rule: rule.name,
    message: `${rule.name}: no tracked file matches "${glob}"`,
    fix: `correct "${glob}" in files of ${rule.name}, or say in allowEmpty why it may match nothing`,
  }));
};

/** Rules are counted as asked: what one could not decide about is a finding of its own. */
const coverageOf = (judgements: readonly Judgement[]): Coverage[] => {
  const sum = (key: "shown" | "decided") => judgements.reduce((total, one) => total + one[key], 0);
  const [shown, decided] = [sum("shown"), sum("decided")];
  const skipped: Record<string, number> = shown === decided ? {} : { "could not decide": shown - decided };
  const rules: Coverage = { unit: "rules", considered: judgements.length, examined: judgements.length, skipped: {} };
  const files: Coverage = { unit: "files shown to rules", considered: shown, examined: decided, skipped };
  return decided > 0 ? [rules, files] : [rules];
};

const wordsOf = ({ name, title, why, fix }: OwnRule): NonNullable<Report["rules"]>[number] => ({
  ...{ name, title },
  ...(why !== null && { why }),
  ...(fix !== null && { fix }),
});
