/**
 * What a rerun says.
 *
 * @module
 */
import { exits } from "../../errors.ts";
import type { Finding } from "../../report.ts";
import { shellQuote, visible } from "../../text.ts";
import {
  type Comparison,
  describeMismatch,
  describeOutcomes,
  isUntouched,
  mismatchLines,
} from "../determinism/index.ts";
import type { RunReport } from "../options.ts";
import { driftLines } from "./drift-text.ts";
import type { Plan } from "./plan.ts";
import type { Drift, RerunReport } from "./types.ts";

/** Nothing was run: each thing that is not as it was is a finding. */
export const refusedReport = (plan: Plan): RerunReport => ({
  ...about(plan),
  verdict: "undecided",
  run: null,
  stableDigest: { recorded: plan.recorded.summary.stableDigest, now: null, equal: false },
  compared: { outputs: 0, logs: 0 },
  differences: [],
  findings: plan.drift.map(driftFinding),
});

/** What was ended from outside says nothing about the step. */
export const interruptedReport = (plan: Plan, run: RunReport): RerunReport => ({
  ...refusedReport(plan),
  run,
  stableDigest: { recorded: plan.recorded.summary.stableDigest, now: run.stableDigest, equal: false },
  findings: [],
});

/** Logs decide only where no output was recorded. */
export const settleRerun = (
  plan: Plan,
  { report, comparison, later }: { report: RunReport; comparison: Comparison; later: readonly Drift[] },
): RerunReport => {
  const { outputs, logs, outcomes, areOutcomesEqual } = comparison;
  const differences = [
    ...outputs.mismatches.map((mismatch) => ({ ...mismatch, decides: true })),
    ...logs.mismatches.map((mismatch) => ({ ...mismatch, decides: outputs.compared === 0 })),
  ];
  const findings: Finding[] = differences
    .filter(({ decides }) => decides)
    .map((mismatch) => ({
      code: "OUTPUT_DIFFERS",
      level: "violation",
      path: mismatch.member,
      message: describeMismatch(mismatch),
    }));
  if (!areOutcomesEqual) {
    const [expected, actual] = describeOutcomes(outcomes);
    findings.unshift({
      code: "OUTCOME_DIFFERS",
      level: "violation",
      message: `The recorded run ${expected}, this one ${actual}`,
      expected,
      actual,
    });
  }
  const isAsked = outputs.compared + logs.compared > 0 && !isUntouched(report);
  const { stableDigest: recorded } = plan.recorded.summary;
  return {
    ...about(plan),
    drift: [...plan.drift, ...later],
    laterDrift: [...later],
    verdict: findings.length > 0 ? "violated" : isAsked ? "proved" : "undecided",
    run: report,
    stableDigest: { recorded, now: report.stableDigest, equal: recorded === report.stableDigest },
    compared: { outputs: outputs.compared, logs: logs.compared },
    differences,
    findings,
  };
};

/** 0 for equal outputs alone. Evidence that could not be written, and an interruption, keep their own codes. */
export const exitOfRerun = ({ verdict, run }: RerunReport): number => {
  if (run?.exitCode === exits.evidence) return exits.evidence;
  if (run?.outcome.status === "interrupted") return run.exitCode;
  if (verdict === "proved") return exits.proved;
  return verdict === "violated" ? exits.violated : exits.undecided;
};

/** What a person confirms: what will run, where, with what. */
export const formatPlan = (plan: Plan): string => {
  const { recorded, options, commit, settings, drift } = plan;
  const { externalParameters: asked } = recorded.provenance.predicate.buildDefinition;
  const outside = [...asked.outputs].filter((path) => path.startsWith("/"));
  const lines = [
    `kprovengine: again: ${visible(asked.step)}, recorded ${recorded.summary.startedAt} as ${recorded.summary.runId}`,
    `  command    ${options.argv === null ? `the built-in pipeline, over ${asked.inputs.map(visible).join(", ")}` : options.argv.map((word) => visible(shellQuote(word))).join(" ")}`,
    `  in         a clean copy of ${commit ?? "nothing (there was no repository)"}, ${visible(asked.workingDirectory)}`,
    ...settings.map(
      ({ name, value }) => `  with       ${visible(name)}${value === null ? " taken away" : `=${visible(value)}`}`,
    ),
    ...outside.map((path) => `  writes     ${visible(path)}, outside of the copy`),
    ...driftLines(drift).map((line) => `  drift      ${line}`),
  ];
  return lines.join("\n");
};

/** The result, for a person. */
export const formatRerun = (report: RerunReport, shownBundle: string | null): string => {
  const { run, findings, differences, compared, stableDigest, drift, laterDrift } = report;
  if (run === null) {
    const lines = ["kprovengine: not run: something is not as it was recorded"];
    for (const line of driftLines(drift)) lines.push(`  RERUN_DRIFT ${line}`);
    return [
      ...lines,
      "  --allow-drift runs it all the same, and records this",
      "  kprovengine explain RERUN_DRIFT says more",
    ].join("\n");
  }
  const what =
    compared.outputs === 0
      ? "the logs (no output was recorded)"
      : `${compared.outputs} ${compared.outputs === 1 ? "output" : "outputs"}`;
  const lines = [headline(report, what)];
  for (const { code, path, message } of findings) if (path === undefined) lines.push(`  ${code} ${visible(message)}`);
  for (const mismatch of differences.filter(({ decides }) => decides)) lines.push(...mismatchLines(mismatch));
  for (const mismatch of differences.filter(({ decides }) => !decides))
    lines.push(...mismatchLines(mismatch).map((line, index) => (index === 0 ? `  note:${line.slice(1)}` : line)));
  const before = drift.length - laterDrift.length;
  if (before > 0)
    lines.push(`  drift   ${before} ${before === 1 ? "difference" : "differences"}, as shown; recorded in the bundle`);
  for (const line of driftLines(laterDrift)) lines.push(`  drift   ${line}`);
  lines.push(`  stable digest ${stableDigest.equal ? "equal" : "another one"}, ${stableDigest.now?.slice(0, 16)}…`);
  if (shownBundle !== null) lines.push(`  bundle  ${visible(shownBundle)}`);
  return lines.join("\n");
};

// --- internal ---

const about = ({ recorded, options, commit, drift }: Plan) => ({
  schema: "kprov.rerun/v1" as const,
  bundle: recorded.verdict.bundle,
  rerunOf: { runId: recorded.verdict.runId ?? "", bundleDigest: recorded.verdict.bundleDigest ?? "" },
  step: recorded.provenance.predicate.buildDefinition.externalParameters.step,
  argv: options.argv === null ? null : [...options.argv],
  commit,
  drift,
  laterDrift: [],
});

const headline = ({ verdict, run }: RerunReport, what: string): string => {
  if (verdict === "proved") return `kprovengine: the same again: ${what}`;
  if (verdict === "violated") return "kprovengine: NOT the same again";
  return run?.outcome.status === "interrupted"
    ? "kprovengine: not compared: the run was interrupted"
    : "kprovengine: not decided: the step touched none of its declared outputs, so nothing that it made was compared";
};

const driftFinding = (drift: Drift): Finding => ({
  code: "RERUN_DRIFT",
  level: "undecided",
  path: drift.subject,
  message: `The ${drift.kind === "git" ? "work tree" : drift.kind} is not as it was recorded`,
  expected: drift.recorded,
  actual: drift.found,
});
