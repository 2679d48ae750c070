/**
 * Which run it was: id, step, who recorded it, when.
 *
 * @module
 */
import { builderId, isRunId, layout, type RunSummary } from "../../evidence/index.ts";
import type { Finding } from "../../report.ts";
import { disagreement, mustEqual, type Rule } from "./evidence.ts";

export const judgeIdentity: Rule = ({ summary, provenance, trace }) => {
  const findings: Finding[] = [];
  if (summary !== undefined) findings.push(...judgeIds(summary), ...judgeTimes(summary));
  if (summary !== undefined && trace !== undefined) {
    // Both are on the monotonic clock; a millisecond is lost to rounding.
    const longest = Math.ceil(trace.endOffsetUs / 1000) + 1;
    if (summary.durationMs > longest) {
      findings.push(
        disagreement(
          layout.summary,
          "The step took longer than its run",
          `at most ${longest} ms`,
          `${summary.durationMs} ms`,
        ),
      );
    }
  }
  if (provenance === undefined) return findings;
  const { buildDefinition, runDetails } = provenance.predicate;
  const { trustMode, recordedEnvironment } = buildDefinition.internalParameters;
  findings.push(
    ...mustEqual(
      layout.provenance,
      "The builder is not the one of the trust mode",
      builderId(trustMode),
      runDetails.builder.id,
    ),
  );
  if (summary === undefined) return findings;
  findings.push(
    ...mustEqual(
      layout.summary,
      "The step is another one than in provenance.json",
      buildDefinition.externalParameters.step,
      summary.step,
    ),
    ...mustEqual(
      layout.summary,
      "The trust mode is another one than in provenance.json",
      trustMode,
      summary.trustMode.mode,
    ),
  );
  const unlisted = Object.keys(summary.environment).filter((name) => !recordedEnvironment.includes(name));
  return [
    ...findings,
    ...unlisted.map((name) =>
      disagreement(
        layout.summary,
        "A variable was recorded that provenance.json does not list",
        recordedEnvironment.join(", "),
        name,
      ),
    ),
  ];
};

// --- internal ---

const judgeIds = ({ runId, previous }: RunSummary): Finding[] => {
  const findings = [runId, ...(previous === null ? [] : [previous.runId])]
    .filter((id) => !isRunId(id))
    .map((id) => disagreement(layout.summary, "A run id is not one", 'letters, digits, ".", "_", "-"', id));
  if (previous?.runId === runId)
    findings.push(
      disagreement(layout.summary, "The bundle names itself as the one before it", "another run id", runId),
    );
  return findings;
};

const judgeTimes = ({ startedAt, finishedAt }: RunSummary): Finding[] => {
  const findings = [startedAt, finishedAt]
    .filter((time) => Number.isNaN(Date.parse(time)))
    .map((time) => disagreement(layout.summary, "A time is not one", "a time that exists", time));
  if (findings.length === 0 && startedAt > finishedAt) {
    findings.push(
      disagreement(layout.summary, "The run finished before it started", `finishedAt from ${startedAt} on`, finishedAt),
    );
  }
  return findings;
};
