/**
 * What a person sees when a run has ended.
 *
 * @module
 */

import { shellQuote, visible } from "../text.ts";
import type { RunReport } from "./options.ts";
import { watchNotes } from "./watch-text.ts";

/** How it ended, what is wrong, where the bundle is, and the exact command that verifies it. */
export const formatRun = (report: RunReport, view: { isWrapped: boolean; terminal: boolean }): string => {
  const { bundle, outcome, findings, redactions, signedBy } = report;
  const lines = [`kprovengine: ${describeOutcome(report)}`];
  for (const { code, path, message } of findings)
    lines.push(`  ${code} ${path === undefined ? "" : `${visible(path)}: `}${visible(message)}`);
  if (findings.length > 0) lines.push(`  kprovengine explain ${findings[0]?.code} says more`);
  if (redactions.length > 0)
    lines.push(`  redacted: ${redactions.map(({ name, count }) => `${visible(name)} (${count})`).join(", ")}`);
  if (view.terminal && bundle !== null) lines.push("  the terminal was left to the command: nothing was logged");
  if (bundle === null) return [...lines, "  no evidence was asked for, and none was written"].join("\n");
  lines.push(
    `  inputs ${report.inputs}, outputs ${report.outputs} (${report.completeness}), stable digest ${report.stableDigest?.slice(0, 16)}…`,
  );
  for (const path of report.unchanged.slice(0, 5))
    lines.push(`  note: the output ${visible(path)} was there before, and the step did not touch it`);
  if (report.unchanged.length > 5) lines.push(`  note: and ${report.unchanged.length - 5} more outputs like that`);
  lines.push(...watchNotes(report));
  if (report.exitCode === 125) lines.push(`  ${describeFault(report)}: exit 125`);
  else if (outcome.status !== "succeeded") lines.push("  the bundle is whole, and says that the run did not succeed");
  const how = signedBy === undefined ? "verify --integrity" : "verify";
  if (signedBy !== undefined) lines.push(`  signed  ${signedBy.map(visible).join(", ")}`);
  lines.push(`  bundle  ${visible(bundle)}`, `  verify  kprovengine ${how} ${visible(shellQuote(bundle))}`);
  return lines.join("\n");
};

// --- internal ---

const describeFault = ({ findings }: RunReport): string => {
  const has = (...codes: string[]): boolean => findings.some(({ code }) => codes.includes(code));
  const isWhole = !has("MEMBER_WITHHELD", "LOG_CUT", "FILE_TRACE_CUT");
  if (!has("BUNDLE_UNSIGNED")) return "the bundle is incomplete";
  return isWhole ? "the bundle is whole, and is not signed" : "the bundle is incomplete, and is not signed";
};

const describeOutcome = ({ outcome }: RunReport): string => {
  const { status, exitCode, signal } = outcome;
  if (status === "failed" && exitCode === null) return "the step could not be started";
  if (status === "failed" && exitCode === 0) return "the step exited 0, but what it declares does not hold";
  if (status === "failed") return `the step failed (exit ${exitCode})`;
  if (status === "timed-out") return "the step ran out of time and was ended";
  if (status === "signalled") return `the step was ended by ${signal}`;
  return status === "interrupted" ? "the step was interrupted" : "the step succeeded";
};
