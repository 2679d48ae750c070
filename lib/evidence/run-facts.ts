/**
 * What the lists of a provenance mean: which dependencies play which part, which subjects are outputs.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { noOutputs } from "./provenance.ts";
import type { Provenance, ResourceDescriptor, Subject } from "./schemas/provenance.ts";
import type { RunSummary } from "./schemas/run-summary.ts";

/** Dependencies whose annotation names this role. */
export const dependenciesOf = (provenance: Provenance, role: string): ResourceDescriptor[] =>
  provenance.predicate.buildDefinition.resolvedDependencies.filter((dependency) => roleOf(dependency) === role);

export const roleOf = ({ annotations }: ResourceDescriptor): unknown => annotations?.["kprov_role"];

/** The subjects that are outputs: none for a run that made nothing, whose one subject stands for the empty list. */
export const realSubjects = (provenance: Provenance, summary: Pick<RunSummary, "outputs"> | undefined): Subject[] => {
  const [first, ...others] = provenance.subject;
  const isEmptyList = others.length === 0 && isDeepStrictEqual(first, noOutputs);
  // A file of that very name and content can be an output too; then the summary counts it.
  return isEmptyList && summary?.outputs.files !== 1 ? [] : provenance.subject;
};

/** True when the outputs lie in the bundle. */
export const areCollected = (provenance: Provenance): boolean => {
  const { pipeline, collect } = provenance.predicate.buildDefinition.externalParameters;
  return pipeline !== null || collect;
};
