/**
 * What the catalog knows of a run: facts that indexing takes from a bundle, and that every question is answered from.
 *
 * Times are whole milliseconds since the epoch, digests lower-case hexadecimal SHA-256 without a prefix, sizes bytes,
 * paths relative and POSIX as the bundle has them.
 *
 * @module
 */

/** A directory or file that was read or made, by its content. */
export interface FileFact {
  role: "input" | "output";
  path: string;
  /** Null where the bundle does not say: a provenance has digests alone. */
  size: number | null;
  /** Null for what has no content: a deleted output, a directory. */
  digest: string | null;
  /** By its name, `application/octet-stream` where that says nothing. */
  mediaType: string;
}

export interface MemberFact {
  path: string;
  size: number;
  digest: string;
  isStable: boolean;
}

export interface ToolFact {
  name: string;
  role: string;
  version: string | null;
  digest: string;
}

export interface DistributionFact {
  /** Of which interpreter, such as `CPython 3.12.1`. */
  interpreter: string;
  name: string;
  version: string;
}

/** Shared by all runs with the same `toolchain.json`. */
export interface ToolchainFact {
  /** Of the document's bytes. */
  digest: string;
  os: string;
  architecture: string;
  tools: readonly ToolFact[];
  distributions: readonly DistributionFact[];
}

/** A check that the bundle has a statement about, under the trust file that was asked. */
export interface CheckFact {
  /** `check-identity`, `preflight`, …; the predicate type for a statement of another kind. */
  name: string;
  verdict: "proved" | "violated" | "undecided";
  /** Whether a key that is believed signed it. */
  isTrusted: boolean;
}

export interface FindingFact {
  code: string;
  level: "violation" | "undecided";
  path: string | null;
  message: string;
}

export interface SignatureFact {
  path: string;
  over: "provenance" | "bundle" | "statement";
  predicateType: string;
  status: string;
  owner: string | null;
  fingerprint: string | null;
}

export interface ReviewFact {
  decision: "approve" | "reject";
  /** Whoever signed it, by the trust file; null for a stranger. */
  reviewer: string | null;
  /** Whether it counts. */
  isCounted: boolean;
  /** As the review says. */
  at: number | null;
  comment: string | null;
  /** Of the review's payload. */
  digest: string;
}

/** A tag of the run itself (`run --tag`), or one that was added later. */
export interface TagFact {
  key: string;
  /** Empty for a tag that is a word alone. */
  value: string;
}

export interface AnnotationFact {
  at: number;
  author: string | null;
  text: string;
}

/** An excerpt of a member that the configuration marks searchable. */
export interface TextFact {
  /** Of the member. */
  path: string;
  /** Empty where nothing was taken: of what is no text, and with `isCut` beyond what is taken of one run. */
  text: string;
  /** Whether the member holds more than what was taken. */
  isCut: boolean;
}

/** Everything of one bundle that is whole and agrees with itself. */
export interface RunFacts {
  bundleDigest: string;
  stableDigest: string;
  runId: string;
  project: string | null;
  step: string;
  startedAt: number;
  finishedAt: number;
  durationMs: number;
  outcome: "succeeded" | "failed" | "timed-out" | "signalled" | "interrupted" | (string & {});
  exitCode: number | null;
  signal: string | null;
  isIncomplete: boolean;
  argv: readonly string[];
  trustMode: string;
  builder: string;
  recorder: string;
  commit: string | null;
  branch: string | null;
  isDirty: boolean | null;
  configDigest: string | null;
  previousBundle: string | null;
  rerunOf: string | null;
  /** Over origin and reviews, under the trust file that was asked; `unproved` without one. */
  origin: "proved" | "violated" | "undecided" | "unproved";
  review: "pending" | "approved" | "rejected";
  /** Of all inputs and of all outputs, as the run says: files that it does not collect have no size of their own. */
  inputBytes: number;
  outputBytes: number;
  members: readonly MemberFact[];
  files: readonly FileFact[];
  toolchain: ToolchainFact;
  checks: readonly CheckFact[];
  findings: readonly FindingFact[];
  signatures: readonly SignatureFact[];
  reviews: readonly ReviewFact[];
  tags: readonly TagFact[];
  annotations: readonly AnnotationFact[];
  texts: readonly TextFact[];
}

/** A bundle that can't be believed: listed with the reason, never with what it claims to have done. */
export interface RefusedFacts {
  /** Name of its directory. */
  name: string;
  verdict: "violated" | "undecided";
  /** Of the manifest's bytes; null where there is none. */
  bundleDigest: string | null;
  /** As it claims; null where even that can't be read. */
  runId: string | null;
  project: string | null;
  step: string | null;
  findings: readonly FindingFact[];
}

/** Where a bundle lies, as this machine reaches it. Not part of what the logical digest is over. */
export interface Location {
  /** Absolute path of the directory of bundles. */
  source: string;
  /** Name of the bundle in it. */
  name: string;
  /** What tells, without reading, that nothing changed: opaque. */
  stamp: string;
}
