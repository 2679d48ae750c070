/**
 * What a bundle is, by its own bytes: what envelopes about it must be over.
 *
 * @module
 */
import { formatBundleStatement, layout, type Manifest } from "../evidence/index.ts";
import type { Evidence } from "./agreement/index.ts";
import { realSubjects } from "./agreement/index.ts";
import type { BundleIdentity } from "./attestations.ts";
import type { JudgedDocument, ReadMember } from "./documents.ts";
import type { Judgement } from "./verdict.ts";

/** From the documents as they were judged: nothing is read again. */
export const identityOfBundle = ({
  evidence,
  provenance,
  manifest,
  read,
  said,
}: {
  evidence: Evidence;
  provenance: JudgedDocument<unknown>;
  manifest: JudgedDocument<Manifest>;
  read: ReadonlyMap<string, ReadMember>;
  said: Judgement["said"];
}): BundleIdentity => {
  const { summary } = evidence;
  const { bundleDigest, stableDigest, step } = said;
  const status = evidence.provenance?.predicate.runDetails.kprov_outcome.status;
  const isKnown = bundleDigest !== null && stableDigest !== null && step !== null && summary !== undefined;
  const listed = new Map(manifest.value?.members.map(({ path, sha256 }) => [path, sha256]));
  const before = evidence.provenance?.predicate.buildDefinition.internalParameters.git?.before;
  return {
    provenance: provenance.bytes,
    statement:
      isKnown && status !== undefined
        ? formatBundleStatement({ bundleDigest, stableDigest, runId: summary.runId, step, outcome: status })
        : undefined,
    bundleDigest,
    isListed: [layout.provenance, layout.summary].every(
      (path) => listed.get(path) !== undefined && listed.get(path) === read.get(path)?.sha256,
    ),
    outputs: new Set(
      evidence.provenance === undefined
        ? []
        : realSubjects(evidence.provenance, summary).map(({ digest }) => digest.sha256),
    ),
    commit: before?.dirty === false ? before.commit : null,
  };
};
