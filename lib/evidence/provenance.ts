/**
 * The provenance statement of a run. The build type is described in `run-v1.md` beside this file.
 *
 * @module
 */
import { sha256 } from "../digest.ts";
import type { ExternalParameters, Outcome, Provenance, ResourceDescriptor, Subject } from "./schemas/provenance.ts";

export type { ExternalParameters, Outcome, Provenance, ResourceDescriptor, Subject } from "./schemas/provenance.ts";

export const statementType = "https://in-toto.io/Statement/v1";
export const provenanceType = "https://slsa.dev/provenance/v1";
export const buildType = "pkg:npm/kprovengine#build-type/run/v1";

/** Each trust mode has its own builder: nothing claims more than its mode supports. */
export const builderId = (mode: string): string => `pkg:npm/kprovengine#builder/${mode}/v1`;

export interface ProvenanceInput<Dependencies extends Iterable<ResourceDescriptor>> {
  subjects: readonly Subject[];
  parameters: ExternalParameters;
  recordedEnvironment: readonly string[];
  trustMode: string;
  git: Provenance["predicate"]["buildDefinition"]["internalParameters"]["git"];
  /** An array, or anything that gives them one by one while the document is written. */
  dependencies: Dependencies;
  outcome: Outcome;
  /** Left out for a run that has only what was declared. */
  completeness?: "scanned" | "traced" | undefined;
}

/** The statement; without outputs its one subject is the canonical empty list, `[]`. */
export const createProvenance = <Dependencies extends Iterable<ResourceDescriptor>>(
  input: ProvenanceInput<Dependencies>,
) => ({
  _type: statementType,
  subject: input.subjects.length > 0 ? [...input.subjects] : [noOutputs],
  predicateType: provenanceType,
  predicate: {
    buildDefinition: {
      buildType,
      externalParameters: input.parameters,
      internalParameters: {
        recordedEnvironment: [...input.recordedEnvironment],
        trustMode: input.trustMode,
        git: input.git,
        ...(input.completeness !== undefined && { kprov_completeness: input.completeness }),
      },
      resolvedDependencies: input.dependencies,
    },
    runDetails: { builder: { id: builderId(input.trustMode) }, kprov_outcome: input.outcome },
  },
});

/** The subject of a run without outputs. */
export const noOutputs: Subject = { name: "outputs.list", digest: { sha256: sha256("[]") } };
