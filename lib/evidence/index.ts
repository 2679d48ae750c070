/**
 * Formats of evidence: bytes in, bytes out.
 *
 * @module
 */
export { type AttestationForm, attestationPath } from "./attestation-name.ts";
export { type BundleFacts, bundlePredicateType, formatBundleStatement } from "./bundle-statement.ts";
export {
  type Envelope,
  type EnvelopeSignature,
  formatEnvelope,
  inTotoPayloadType,
  parseEnvelope,
  parseEnvelopes,
  preAuthEncoding,
} from "./envelope.ts";
export { foldPath, isRunId, layout, memberPathFault, requiredMembers, stabilityOf } from "./layout.ts";
export {
  bundleDigest,
  formatManifest,
  formatSums,
  type Manifest,
  type Member,
  sortMembers,
  stableDigest,
} from "./manifest.ts";
export {
  builderId,
  buildType,
  createProvenance,
  type ExternalParameters,
  noOutputs,
  type Outcome,
  type Provenance,
  type ProvenanceInput,
  provenanceType,
  type ResourceDescriptor,
  type Subject,
  statementType,
} from "./provenance.ts";
export type { HumanReview } from "./schemas/human-review.ts";
export { jsonSchemas, schemas } from "./schemas/index.ts";
export type { RunSummary } from "./schemas/run-summary.ts";
export { formatSigstoreBundle, sigstoreBundleType } from "./sigstore-bundle.ts";
export type { PythonEnvironment, Tool, Toolchain } from "./toolchain.ts";
export { formatTraceEvent, type TraceEvent, traceStart } from "./trace.ts";
