/**
 * From a bundle that was judged to what a catalog knows of it. Pure.
 *
 * @module
 */
import type { FileFact, MemberFact, RefusedFacts, RunFacts } from "../catalog/index.ts";
import {
  areCollected,
  layout,
  type Member,
  type Provenance,
  type ResourceDescriptor,
  type RunSummary,
  realSubjects,
  roleOf,
  type Toolchain,
} from "../evidence/index.ts";
import { compareFindings, type Finding } from "../report.ts";
import type { Judged, LoadedTrust, OpenedBundle } from "../verify/index.ts";
import { findingFacts, outcomeFacts } from "./finding-facts.ts";
import { mediaTypeOf } from "./media-type.ts";
import { peopleFacts } from "./people-facts.ts";
import { toolchainFact } from "./toolchain-fact.ts";

/** What a bundle says; notes that lie beside it and excerpts of its members are added by whoever reads those. */
export type OwnFacts = Omit<RunFacts, "annotations" | "texts">;

/**
 * The facts of a bundle that is whole and agrees with itself, or the reason why it can't be believed. One that says itself, and
 * rightly, that some of its evidence is missing is believed as far as it goes.
 */
export const factsOf = (
  name: string,
  judged: Judged,
  trust: LoadedTrust | null,
): { run: OwnFacts } | { refused: RefusedFacts } => {
  const documents = judged.opened === null || !judged.isCoherent ? undefined : documentsOf(judged.opened);
  return documents === undefined
    ? { refused: refusedFacts(name, judged) }
    : { run: runFacts(documents, judged, trust) };
};

// --- internal ---

/** Documents without which there are no facts. */
interface Documents {
  opened: OpenedBundle;
  bundleDigest: string;
  stableDigest: string;
  members: readonly Member[];
  summary: RunSummary;
  provenance: Provenance;
  toolchain: Toolchain;
  toolchainDigest: string;
}

const documentsOf = (opened: OpenedBundle): Documents | undefined => {
  const { evidence, said, read } = opened;
  const { members, summary, provenance, toolchain } = evidence;
  const { bundleDigest, stableDigest } = said;
  const toolchainDigest = read.get(layout.toolchain)?.sha256;
  if (members === undefined || summary === undefined || provenance === undefined || toolchain === undefined)
    return undefined;
  if (bundleDigest === null || stableDigest === null || toolchainDigest === undefined) return undefined;
  return { opened, bundleDigest, stableDigest, members, summary, provenance, toolchain, toolchainDigest };
};

const refusedFacts = (name: string, { verdict, opened, integrity }: Judged): RefusedFacts => ({
  name,
  verdict: verdict.integrity === "violated" ? "violated" : "undecided",
  bundleDigest: verdict.bundleDigest,
  runId: verdict.runId,
  project: opened?.evidence.summary?.project ?? null,
  step: verdict.step,
  findings: findingFacts([...integrity].sort(compareFindings)),
});

const runFacts = (documents: Documents, { verdict }: Judged, trust: LoadedTrust | null): OwnFacts => {
  const { bundleDigest, stableDigest, members, summary, provenance, toolchain, toolchainDigest } = documents;
  const { buildDefinition, runDetails } = provenance.predicate;
  const { externalParameters, internalParameters } = buildDefinition;
  const { kprov_outcome: outcome } = runDetails;
  const before = internalParameters.git?.before;
  return {
    bundleDigest,
    stableDigest,
    runId: summary.runId,
    project: summary.project,
    step: externalParameters.step,
    startedAt: Date.parse(summary.startedAt),
    finishedAt: Date.parse(summary.finishedAt),
    durationMs: summary.durationMs,
    outcome: outcome.status,
    exitCode: outcome.exitCode,
    signal: outcome.signal,
    isIncomplete: summary.incomplete || summary.withheld.length > 0,
    argv: externalParameters.argv ?? [],
    trustMode: internalParameters.trustMode,
    builder: runDetails.builder.id,
    recorder: `${summary.recorder.name} ${summary.recorder.version}`,
    commit: before?.commit ?? null,
    branch: summary.git.branch,
    isDirty: before?.dirty ?? null,
    configDigest: externalParameters.configuration?.sha256 ?? null,
    previousBundle: summary.previous?.bundleDigest ?? null,
    rerunOf: summary.rerunOf?.bundleDigest ?? null,
    inputBytes: summary.inputs.bytes,
    outputBytes: summary.outputs.bytes,
    members: members.map(memberFact),
    files: [...inputFacts(provenance), ...outputFacts(documents)],
    toolchain: toolchainFact(toolchain, toolchainDigest),
    tags: Object.entries(summary.tags).map(([key, value]) => ({ key, value })),
    ...peopleFacts(documents.opened, { verdict, trust, bundleDigest }),
    findings: [...outcomeFacts(outcome), ...findingFacts(trust === null ? [] : lasting(verdict.findings))],
  };
};

/** How old a run is by now is another answer every hour, and no fact about it. */
const lasting = (findings: readonly Finding[]): Finding[] => findings.filter(({ code }) => code !== "RUN_STALE");

const memberFact = ({ path, size, sha256, stability }: Member): MemberFact => ({
  path,
  size,
  digest: sha256,
  isStable: stability === "stable",
});

/** Files that the run read, and what was declared by digest alone. */
const inputFacts = (provenance: Provenance): FileFact[] =>
  provenance.predicate.buildDefinition.resolvedDependencies
    .filter((dependency) => inputRoles.has(roleOf(dependency)))
    .map((dependency) => {
      const path = pathOf(dependency);
      return {
        role: "input",
        path,
        size: null,
        digest: dependency.digest?.["sha256"] ?? null,
        mediaType: dependency.mediaType ?? mediaTypeOf(path),
      };
    });

const inputRoles: ReadonlySet<unknown> = new Set(["input", "declared"]);

const outputFacts = ({ provenance, summary, members }: Documents): FileFact[] => {
  const isCollected = areCollected(provenance);
  const sizes = new Map(isCollected ? members.map(({ path, size }) => [path, size]) : []);
  return realSubjects(provenance, summary).map((subject) => ({
    role: "output",
    path: pathOf(subject),
    size: sizes.get(`${layout.outputs}${subject.name}`) ?? null,
    digest: subject.digest.sha256,
    mediaType: subject.mediaType ?? mediaTypeOf(subject.name),
  }));
};

/** A file outside of the working directory is known by its URI: its name alone could be any. */
const pathOf = ({ name, uri }: Pick<ResourceDescriptor, "name" | "uri">): string => uri ?? name ?? "";
