/**
 * Outputs: the subjects of provenance, the members under `outputs/` and the summary's count.
 *
 * @module
 */
import {
  areCollected,
  layout,
  type Member,
  type RunSummary,
  realSubjects,
  type Subject,
} from "../../evidence/index.ts";
import type { Finding } from "../../report.ts";
import { disagreement, mustEqual, type Rule } from "./evidence.ts";

export { areCollected, realSubjects } from "../../evidence/index.ts";

export const judgeOutputs: Rule = ({ members, summary, provenance }) => {
  if (provenance === undefined) return [];
  const subjects = realSubjects(provenance, summary);
  const findings =
    summary === undefined
      ? []
      : mustEqual(
          layout.summary,
          "The number of outputs is not provenance.json's",
          subjects.length,
          summary.outputs.files,
        );
  if (members === undefined) return findings;
  const outputs = members.filter(({ path }) => path.startsWith(layout.outputs));
  if (areCollected(provenance)) return [...findings, ...compareCollected(subjects, outputs, summary)];
  return [
    ...findings,
    ...outputs.map(({ path }) =>
      disagreement(path, "Outputs were not collected in this run", `no member in ${layout.outputs}`, path),
    ),
  ];
};

// --- internal ---

const compareCollected = (
  subjects: readonly Subject[],
  outputs: readonly Member[],
  summary: RunSummary | undefined,
): Finding[] => {
  const members = new Map(outputs.map((member) => [member.path, member]));
  const findings: Finding[] = [];
  for (const { name, digest } of subjects) {
    const path = `${layout.outputs}${name}`;
    const member = members.get(path);
    members.delete(path);
    if (member !== undefined)
      findings.push(
        ...mustEqual(path, "The output has another digest in provenance.json", digest.sha256, member.sha256),
      );
    // A withheld one is missing for a reason that is a finding of its own.
    else if ((summary?.withheld.length ?? 0) === 0) {
      findings.push(disagreement(path, "An output of provenance.json is not a member", path, "no such member"));
    }
  }
  return [
    ...findings,
    ...[...members.keys()].map((path) =>
      disagreement(path, "The member is no output of provenance.json", "a subject of that name", "no such subject"),
    ),
  ];
};
