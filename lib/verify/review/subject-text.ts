/**
 * What a reviewer is shown before the question. Everything of a bundle is somebody else's words.
 *
 * @module
 */
import type { View } from "../../command.ts";
import { compareRuns, countRunChanges, type ListChange } from "../../compare/index.ts";
import type { ResourceDescriptor } from "../../evidence/index.ts";
import { shellQuote, visible } from "../../text.ts";
import { dependenciesOf, realSubjects, roleOf } from "../agreement/index.ts";
import { paint } from "../findings-text.ts";
import { describeOutcome } from "../text.ts";
import type { ApprovedRun } from "./approved.ts";
import type { ReviewStatus } from "./status.ts";
import { formatReviews } from "./status-text.ts";
import type { ReviewedRun } from "./subject.ts";

export interface Shown {
  status: ReviewStatus;
  run: ReviewedRun;
  /** Undefined when it can't be known which runs were approved. */
  approved: ApprovedRun | null | undefined;
}

/** The run, what differs from the last approved one, and what others have decided already. */
export const formatSubject = ({ status, run, approved }: Shown, view: View): string =>
  [
    `${paint(view, "bold", visible(status.bundle))}`,
    ...formatRun(run, view),
    row("signed by", signersOf(status, view)),
    "",
    ...formatFiles("inputs", inputsOf(run), run, view),
    ...formatFiles("outputs", realSubjects(run.provenance, run.summary), run, view),
    ...formatChecks(run),
    "",
    ...formatComparison(run, approved, view),
    "",
    ...formatReviews(status, view),
  ].join("\n");

// --- internal ---

const inputsOf = ({ provenance }: ReviewedRun): ResourceDescriptor[] => [
  ...dependenciesOf(provenance, "input"),
  ...dependenciesOf(provenance, "declared"),
];

const formatRun = ({ provenance, summary, bundleDigest }: ReviewedRun, view: View): string[] => {
  const { externalParameters, internalParameters } = provenance.predicate.buildDefinition;
  const { argv, pipeline, step } = externalParameters;
  const outcome = provenance.predicate.runDetails.kprov_outcome;
  const isGood = outcome.status === "succeeded";
  const command = argv === null ? `built-in pipeline ${pipeline}` : argv.map(shellQuote).join(" ");
  const ended = describeOutcome(outcome);
  return [
    row("step", visible(step)),
    row("run", `${visible(summary.runId)}, ${visible(summary.startedAt)}`),
    row("command", visible(command)),
    row(
      "outcome",
      paint(view, isGood ? "green" : "red", visible(isGood ? ended : `THIS RUN DID NOT SUCCEED: ${ended}`)),
    ),
    row("commit", commitOf(internalParameters.git, view)),
    row(
      "recorded by",
      `${visible(internalParameters.trustMode)}, user ${visible(summary.host.user ?? "unknown")} by the bundle's own account`,
    ),
    row("bundle", bundleDigest),
  ];
};

const signersOf = ({ runners, trust }: ReviewStatus, view: View): string => {
  if (runners.length > 0) return runners.map(visible).join(", ");
  return paint(view, "yellow", trust === null ? "not known without a trust file" : "nobody whom you trust");
};

type Git = ReviewedRun["provenance"]["predicate"]["buildDefinition"]["internalParameters"]["git"];

const commitOf = (git: Git, view: View): string => {
  if (git === null) return paint(view, "yellow", "none: the run was in no git repository");
  const { commit, dirty } = git.before;
  const state = dirty ? paint(view, "yellow", ", WITH UNCOMMITTED CHANGES to tracked files") : ", clean";
  const changed = git.after.dirty && !dirty ? "; the run changed tracked files" : "";
  return `${visible(commit ?? "no commit yet")}${state}${changed}`;
};

const row = (name: string, value: string): string => `  ${name.padEnd(11)}  ${value}`;

const formatFiles = (what: string, files: readonly ResourceDescriptor[], run: ReviewedRun, view: View): string[] => {
  const limit = view.verbose ? Number.POSITIVE_INFINITY : 10;
  const bytes = what === "inputs" ? run.summary.inputs.bytes : run.summary.outputs.bytes;
  const rest = files.length - limit;
  return [
    files.length === 0 ? `${what}: none` : `${what}: ${files.length}, ${bytes} bytes`,
    ...files.slice(0, limit).map((file) => formatFile(file, what === "outputs" ? run.sizes : noSizes)),
    ...(rest > 0 ? [paint(view, "dim", `  … and ${rest} more: --verbose shows all`)] : []),
  ];
};

const noSizes: ReadonlyMap<string, number> = new Map();

const formatFile = (file: ResourceDescriptor, sizes: ReadonlyMap<string, number>): string => {
  const { name, uri, digest } = file;
  const size = name === undefined ? undefined : sizes.get(name.replace(/^outputs\//, ""));
  const details = [
    `sha256:${digest?.["sha256"] ?? "none"}`,
    ...(size === undefined ? [] : [`${size} bytes`]),
    ...(roleOf(file) === "declared" ? ["declared, not checked"] : []),
  ];
  return `  ${visible(uri ?? name ?? "")}\n    ${visible(details.join(", "))}`;
};

/** What is recorded of gates before the run: every dependency whose role is none of a run's own. */
const formatChecks = ({ provenance }: ReviewedRun): string[] => {
  const ordinary = ["source", "input", "declared", "lock-file", "tool"];
  const checks = provenance.predicate.buildDefinition.resolvedDependencies.filter(
    (dependency) => !ordinary.includes(String(roleOf(dependency))),
  );
  if (checks.length === 0) return ["checks: none recorded"];
  return checks.map(
    (check) =>
      `checks: ${visible(check.name ?? check.uri ?? "unnamed")} (${visible(String(roleOf(check)))}), sha256:${visible(check.digest?.["sha256"] ?? "none")}`,
  );
};

const formatComparison = (run: ReviewedRun, approved: Shown["approved"], view: View): string[] => {
  if (approved === undefined) return ["compared with nothing: without a trust file no earlier run counts as approved"];
  if (approved === null) return ["compared with nothing: no earlier run of this step here is approved"];
  const changes = compareRuns(approved.run.provenance, run.provenance);
  const heading = `against ${visible(approved.name)}, the last approved run of this step here`;
  if (countRunChanges(changes) === 0) return [`${heading}: nothing differs`];
  const { values, inputs, outputs, tools, lockFiles } = changes;
  return [
    `${heading}:`,
    ...values.flatMap(({ name, before, after }) => [
      `  ${visible(name)}`,
      paint(view, "red", `    - ${visible(before)}`),
      paint(view, "green", `    + ${visible(after)}`),
    ]),
    ...formatChange("inputs", inputs, view),
    ...formatChange("outputs", outputs, view),
    ...formatChange("tools", tools, view),
    ...formatChange("lock files", lockFiles, view),
  ];
};

const formatChange = (what: string, { added, removed, changed, same }: ListChange, view: View): string[] => {
  const all = [
    ...changed.map((name) => paint(view, "yellow", `    ~ ${visible(name)}`)),
    ...added.map((name) => paint(view, "green", `    + ${visible(name)}`)),
    ...removed.map((name) => paint(view, "red", `    - ${visible(name)}`)),
  ];
  if (all.length === 0) return [];
  const limit = view.verbose ? all.length : 10;
  const rest = all.length - limit;
  return [
    `  ${what}: ${changed.length} changed, ${added.length} added, ${removed.length} removed, ${same} the same`,
    ...all.slice(0, limit),
    ...(rest > 0 ? [paint(view, "dim", `    … and ${rest} more: --verbose shows all`)] : []),
  ];
};
