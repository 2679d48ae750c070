/**
 * Formats of evidence: bytes in, bytes out.
 *
 * @module
 */
export { type AttestationForm, attestationPath } from "./attestation-name.ts";
export { type BundleFacts, bundlePredicateType, formatBundleStatement } from "./bundle-statement.ts";
export { type DigestSet, doDigestsMatch } from "./digest-set.ts";
export { type DocumentName, type DocumentOf, type Issue, judgeForm, plainFault } from "./document.ts";
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
export { formatRecipe, type RecipeFacts, recipeName } from "./recipe.ts";
export { recipeEnvelopes } from "./recipe-envelopes.ts";
export { formatReview, parseReview, type Review, reviewPredicateType } from "./review.ts";
export { noteFault } from "./review-rules.ts";
export { areCollected, dependenciesOf, realSubjects, roleOf } from "./run-facts.ts";
export {
  type Completeness,
  completenessOf,
  createFileTrace,
  type FileAccess,
  type FileTrace,
  type FileTraceInput,
} from "./runtime-trace.ts";
export type { HumanReview } from "./schemas/human-review.ts";
export { schemas } from "./schemas/index.ts";
export type { NoteDocument } from "./schemas/note.ts";
export type { RunSummary } from "./schemas/run-summary.ts";
export { jsonSchemas, standardSchemas } from "./schemas/standard.ts";
export { parseSignedFile, type SignedPiece, type SigstoreMaterial } from "./signed-file.ts";
export { formatSigstoreBundle, sigstoreBundleType } from "./sigstore-bundle.ts";
export { type AnyDescriptor, judgePredicate, parseStatement, predicateTypes, type Statement } from "./statement.ts";
export {
  archiveError,
  createNames,
  createTarReader,
  isCompressed,
  looksLikeTar,
  planTar,
  type TarEntry,
  type TarReader,
  type TarSink,
  tarEnd,
  tarHeader,
  tarPadding,
} from "./tar/index.ts";
export { formatTestResult, type JudgedState, parseTestResult, type TestResult } from "./test-result.ts";
export type { PythonEnvironment, Tool, Toolchain } from "./toolchain.ts";
export {
  formatTraceEvent,
  formatTraceLine,
  isProgramKind,
  isTraceEvent,
  maxOpenSpans,
  maxTraceLine,
  type TraceEvent,
  traceDigest,
  traceEventFault,
  traceStart,
} from "./trace.ts";
export { formatVsa, type VsaFacts } from "./vsa.ts";
