/**
 * Which run it was: id, step, who recorded it.
 *
 * @module
 */
import { builderId, isRunId, layout, type RunSummary } from "../../evidence/index.ts";
import type { Finding } from "../../report.ts";
import { disagreement, mustEqual, type Rule } from "./evidence.ts";

export const judgeIdentity: Rule = ({ summary, provenance }) => {
  const findings: Finding[] = [];
  if (summary !== undefined) findings.push(...judgeIds(summary));
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
