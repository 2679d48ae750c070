/**
 * The files that a run read and made, under names that agree from one step to the next.
 *
 * @module
 */
import { posix } from "node:path";
import { areCollected, dependenciesOf, layout, type ResourceDescriptor, realSubjects } from "../evidence/index.ts";
import type { Material } from "./material.ts";

export interface Artifact {
  /**
   * Relative to the repository's top, so that what one step calls `../clean.csv` and another `clean.csv` is the same; outside a
   * repository relative to the working directory. For what lies elsewhere: its URI.
   */
  name: string;
  isUri: boolean;
  sha256: string;
  /** The digest is over the target text of a symbolic link, not over a file. */
  isLink: boolean;
  /** Declared by URI and digest: nobody looked at it. */
  isDeclared: boolean;
  /** Where it lies in the bundle; null when it was not collected. */
  member: string | null;
}

/** Inputs, in the order of the statement; each has a SHA-256 digest. */
export const inputsOf = (material: Material): Artifact[] =>
  (["input", "declared"] as const).flatMap((role) =>
    dependenciesOf(material.provenance, role).map((dependency) => inputOf(material, dependency, role === "declared")),
  );

/** Outputs, in the order of the statement; none for a run that made nothing. */
export const outputsOf = (material: Material): Artifact[] => {
  const collected = areCollected(material.provenance);
  const held = new Set(material.members.map(({ path }) => path));
  return realSubjects(material.provenance, material.summary).map(({ name, digest, mediaType }) => {
    const member = `${layout.outputs}${name}`;
    return {
      // What the built-in pipeline makes lies in the bundle only.
      name: isPipeline(material) ? name : fromTop(material, name),
      isUri: false,
      sha256: digest.sha256,
      isLink: mediaType === linkType,
      isDeclared: false,
      member: collected && held.has(member) ? member : null,
    };
  });
};

/** A word for people and for errors: the step of a run. */
export const stepOf = ({ provenance }: Material): string =>
  provenance.predicate.buildDefinition.externalParameters.step;

/** The command as it was recorded, secrets redacted; the built-in pipeline has none of its own. */
export const argvOf = ({ provenance }: Material): string[] => {
  const { argv, pipeline } = provenance.predicate.buildDefinition.externalParameters;
  return argv ?? ["kprovengine", "run", "--pipeline", pipeline ?? "text"];
};

/** How the run ended, in a sentence without a final full stop. */
export const endOf = ({ summary }: Material): string => {
  const { status, exitCode, signal, findings } = summary.outcome;
  if (findings.length > 0) return `${status}: ${findings.map(({ code, subject }) => `${code} ${subject}`).join(", ")}`;
  return signal === null ? `${status}: exit status ${exitCode ?? "unknown"}` : `${status}: ${signal}`;
};

// --- internal ---

const linkType = "inode/symlink";

const isPipeline = ({ provenance }: Material): boolean =>
  provenance.predicate.buildDefinition.externalParameters.pipeline !== null;

const inputOf = (material: Material, dependency: ResourceDescriptor, isDeclared: boolean): Artifact => {
  const { name, uri, digest, mediaType } = dependency;
  return {
    name: uri ?? fromTop(material, name ?? ""),
    isUri: uri !== undefined,
    sha256: digest?.["sha256"] ?? "",
    isLink: mediaType === linkType,
    isDeclared,
    member: null,
  };
};

const fromTop = ({ provenance }: Material, name: string): string =>
  posix.join(provenance.predicate.buildDefinition.externalParameters.workingDirectory, name);
