/**
 * GitLab's code quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 *
 * @module
 */
import { sha256 } from "../../digest.ts";
import { visible } from "../../text.ts";
import type { Outcome } from "../outcome.ts";
import { asideText, inertJson, type Problem, problemsOf } from "../problem.ts";
import type { OutputDriver } from "../registry.ts";

const gitlab: OutputDriver = {
  meta: { name: "gitlab", readBy: "GitLab's merge requests (code quality)", packages: [] },
  format: (outcome) => {
    const issues = [
      ...problemsOf(outcome).map((problem) => issueOf(problem, outcome)),
      ...outcome.skipped.map(leftOut(outcome)),
    ];
    return inertJson(issues);
  },
  wrote: (text) =>
    /^\[(?:\]\n$|\n {2}\{\n {4}"description": .*\n {4}"check_name": "(?:skipped|[A-Z][A-Z0-9_]*(?:\/.*)?)",\n {4}"fingerprint": "[0-9a-f]{32}",\n {4}"severity": "(?:critical|info)")/.test(
      text,
    ),
};

export default gitlab;

// --- internal ---

/** The form knows no verdict: what is waived is there as information, a doubt weighs as much as a violation. */
const issueOf = ({ aside, ...problem }: Problem, { home }: Outcome): object => {
  const { id, level, message, fingerprint, path = home, line = 1, fix } = problem;
  const sentence = `${level === "undecided" ? "Could not decide: " : ""}${message}`;
  return {
    description: aside === undefined ? sentence : `${sentence} (${asideText(aside)})`,
    check_name: id,
    fingerprint,
    severity: aside === undefined ? "critical" : "info",
    location: { path, lines: { begin: line } },
    ...(fix !== undefined && { content: { body: fix } }),
  };
};

/** An empty list means that nothing is wrong, which nobody knows then. */
const leftOut =
  ({ home }: Outcome) =>
  (name: string): object => ({
    description: `${visible(name)} was skipped by a flag: nothing is known of it`,
    check_name: "skipped",
    fingerprint: sha256(JSON.stringify(["skipped", name])).slice(0, 32),
    severity: "info",
    location: { path: home, lines: { begin: 1 } },
  });
