/**
 * One rule over one state: what it said, as findings.
 *
 * @module
 */
import type { OwnRule } from "../../config/index.ts";
import { sha256 } from "../../digest.ts";
import { messageOf } from "../../errors.ts";
import { canonicalJson } from "../../json.ts";
import type { Finding } from "../../report.ts";
import type { Repository, RepositoryFile } from "../../repository.ts";
import { assertFaults, findingOf } from "../faults.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { type Answer, callRule } from "./call.ts";
import type { State } from "./state.ts";

export interface JudgeOptions {
  /** What the files' bytes come from, for fingerprints. */
  state: State;
  /** Milliseconds for all of the rule's calls. */
  timeout: number;
}

/** `findings`, and about how many files of how many the rule could decide. */
export interface Judgement {
  findings: Finding[];
  shown: number;
  decided: number;
}

/**
 * Judge `files` of `repository`, or all of it: foreign code runs. Never throws for what that does: whatever is no list of
 * faults is a doubt, `OWN_RULE_UNDECIDED`.
 */
export const judgeRule = async (
  rule: OwnRule,
  repository: Repository,
  files: readonly RepositoryFile[],
  options: JudgeOptions,
): Promise<Judgement> => {
  const isAll = rule.scope === "repository";
  const subjects = isAll ? [repository] : files;
  const shown = isAll ? repository.files.length : files.length;
  let answers: Answer[];
  try {
    answers = await callRule(rule.judge as (subject: unknown) => unknown, subjects, options.timeout);
  } catch (error) {
    return { findings: [doubtAbout(rule, messageOf(error))], shown, decided: 0 };
  }
  const findings: Finding[] = [];
  let decided = 0;
  for (const [index, answer] of answers.entries()) {
    const path = isAll ? undefined : files[index]?.path;
    const said = findingsOf(rule, answer, { path, state: options.state, files: repository.files });
    findings.push(...said);
    if (said.every(({ level }) => level === "violation")) decided += isAll ? shown : 1;
  }
  return { findings, shown, decided };
};

/** That `rule` could not decide, and why. */
export const doubtAbout = (rule: OwnRule, why: string, path?: string): Finding => ({
  code: "OWN_RULE_UNDECIDED",
  level: "undecided",
  rule: rule.name,
  ...(path !== undefined && { path }),
  message: `${rule.name}: could not decide: ${why}`,
});

// --- internal ---

interface Where {
  path: string | undefined;
  state: State;
  /** All that the rule was shown. */
  files: readonly RepositoryFile[];
}

const findingsOf = (rule: OwnRule, answer: Answer, { path, state, files }: Where): Finding[] => {
  if ("failed" in answer) return [doubtAbout(rule, answer.failed, path)];
  const frame = { rule: rule.name, ...(path !== undefined && { path }), ...(rule.fix !== null && { fix: rule.fix }) };
  try {
    return assertFaults(answer.said).map((fault) => {
      if (fault.level === "undecided") return findingOf({ code: "OWN_RULE_UNDECIDED", ...frame }, fault);
      const { fingerprint: _, ...finding } = findingOf({ code: "OWN_RULE_VIOLATED", ...frame }, fault);
      const identity = finding.path === undefined ? identityOfAll(files, state) : identityOf(finding, state);
      if (identity === undefined) return finding;
      return { ...finding, fingerprint: fingerprintOf(finding.code, [rule.name, fault.message, identity]) };
    });
  } catch (error) {
    return [doubtAbout(rule, messageOf(error), path)];
  }
};

/** What is said of no file is about all that were shown, wherever they lie: one more, or another text, may be a reason more. */
const identityOfAll = (files: readonly RepositoryFile[], state: State): string | undefined => {
  try {
    return sha256(canonicalJson(files.map(({ path }) => sha256(state.read(path))).sort()));
  } catch {
    return undefined;
  }
};

/**
 * What a finding is about: the text of its line, else the bytes of its file, else what git tracks or does not. Undefined
 * when that can't be read: then nobody can say later that it is still the same.
 */
const identityOf = ({ path = "", line }: Finding, state: State): string | undefined => {
  if (!state.paths.includes(path)) return "";
  try {
    const bytes = state.read(path);
    if (line === undefined) return sha256(bytes);
    return bytes
      .toString("utf8")
      .split(/\r\n|\n|\r/)
      .at(line - 1)
      ?.trim();
  } catch {
    return undefined;
  }
};
