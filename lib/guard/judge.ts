/**
 * Rules over one file: a rule that fails is a doubt about that file, not the end of the check.
 *
 * @module
 */
import { doubtOf, type Finding } from "../report.ts";
import { assertFaults, findingOf } from "./faults.ts";
import type { Rule, RuleContext, TrackedFile } from "./rule.ts";

/** What `rules` say about `file`. */
export const judgeFile = (file: TrackedFile, rules: readonly Rule[], context: RuleContext): Finding[] => {
  const findings: Finding[] = [];
  for (const rule of rules) {
    try {
      const faults = assertFaults(rule.judge(file, context));
      for (const fault of faults) findings.push(findingOf({ code: rule.code, path: file.path }, fault));
    } catch (error) {
      findings.push(doubtOf("RULE_FAILED", error, file.path));
    }
  }
  return findings;
};
