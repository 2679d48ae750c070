/**
 * Everything about one run, in the order in which people ask for it.
 *
 * @module
 */
import { type Html, html } from "./html.ts";
import { anchorOf, type Place } from "./pieces.ts";
import type { RunDetails, RunView } from "./run-view.ts";
import { formatClaims, formatFindings } from "./sections/claims.ts";
import { formatFileTrace } from "./sections/file-trace.ts";
import { formatInputs, formatOutputs } from "./sections/files.ts";
import { formatGraph } from "./sections/graph.ts";
import { formatKeptOut } from "./sections/kept-out.ts";
import { formatLogs } from "./sections/logs.ts";
import { formatChecks, formatReviews, formatSignatures } from "./sections/people.ts";
import { formatRecheck } from "./sections/recheck.ts";
import { formatRerun } from "./sections/rerun.ts";
import { formatEnvironment, formatSource, formatToolchain } from "./sections/surroundings.ts";
import { formatTimeline } from "./sections/timeline.ts";

/** The sections of a run, without its first lines. `withGraph` is false where the graph of several runs stands elsewhere. */
export const formatRunSections = (run: RunView, place: Place, { withGraph }: { withGraph: boolean }): Html => {
  const { verdict, details } = run;
  if (details === null)
    return html`${formatFindings(verdict.findings, place)}${formatClaims(verdict, place)}${formatRecheck(run, place)}`;
  return html`${formatFindings(verdict.findings, place)}${formatClaims(verdict, place)}${formatRerun(details, place)}${formatTimeline(details.timeline, place)}${
    withGraph ? formatGraph([run], place) : null
  }${formatInputs(details, place)}${formatOutputs(details, place)}${formatFileTrace(details, place)}${formatLogs(details, place)}${formatToolchain(details, place)}${formatSource(details, place)}${formatEnvironment(details, place)}${formatChecks(details, place)}${formatSignatures(verdict, place)}${formatReviews(details.reviews, place)}${formatKeptOut(details, place)}${formatRecheck(run, place)}`;
};

/** Anchors of the sections above that are there, with their words. */
export const linksOfRun = ({ verdict, details }: RunView, place: Place): [anchor: string, words: string][] => {
  const all: [id: string, words: string][] = [
    ...onlyIf(verdict.findings.length > 0, ["findings", "Findings"]),
    ["claims", "What is proved"],
    ...(details === null ? [] : linksOfDetails(details)),
    ["verify", "Verify it yourself"],
  ];
  return all.map(([id, words]) => [anchorOf(place, id), words]);
};

// --- internal ---

const linksOfDetails = ({ summary, fileTrace }: RunDetails): [string, string][] => [
  ...onlyIf(summary.rerunOf !== undefined, ["rerun", "Rerun"]),
  ["timeline", "Timeline"],
  ["graph", "Provenance"],
  ["inputs", "Inputs"],
  ["outputs", "Outputs"],
  ...onlyIf(fileTrace !== null || summary.scan !== undefined, ["file-trace", "What it opened"]),
  ["logs", "Logs"],
  ["toolchain", "Toolchain"],
  ["source", "Source"],
  ...onlyIf(Object.keys(summary.environment).length > 0, ["environment", "Environment"]),
  ["checks", "Checks"],
  ["signatures", "Signatures"],
  ["reviews", "Reviews"],
  ["kept-out", "Completeness"],
];

const onlyIf = (is: boolean, link: [string, string]): [string, string][] => (is ? [link] : []);
