/**
 * Logs: there when they were recorded, and as long as they were.
 *
 * @module
 */
import { layout } from "../../evidence/index.ts";
import type { Finding } from "../../report.ts";
import { disagreement, mustEqual, type Rule } from "./evidence.ts";

export const judgeLogs: Rule = ({ members, summary, provenance }) => {
  if (summary === undefined || members === undefined) return [];
  const { recorded, stdoutBytes, stderrBytes } = summary.logs;
  const findings: Finding[] = [];
  if (provenance?.predicate.buildDefinition.externalParameters.terminal === true && recorded) {
    findings.push(
      disagreement(layout.summary, "The terminal was left to the step, and yet there are logs", "no logs", "logs"),
    );
  }
  for (const [path, bytes] of [
    [layout.stdout, stdoutBytes],
    [layout.stderr, stderrBytes],
  ] as const) {
    const member = members.find((candidate) => candidate.path === path);
    if (!recorded && member !== undefined)
      findings.push(disagreement(path, "Logs were not recorded in this run", "no such member", path));
    if (!recorded || summary.withheld.some((withheld) => withheld.path === path)) continue;
    if (member === undefined)
      findings.push(disagreement(path, "The log was recorded and is not a member", path, "no such member"));
    else findings.push(...mustEqual(path, "The log is not as long as run_summary.json says", bytes, member.size));
  }
  return findings;
};
