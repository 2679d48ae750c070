/**
 * What verification says about one bundle and about several.
 *
 * @module
 */
import type { Outcome } from "../evidence/index.ts";
import { type Coverage, compareFindings, type Finding, type Verdict, verdictOf } from "../report.ts";

export interface VerifyOptions {
  /** Ask for integrity alone: whether the bundle is whole and agrees with itself, not who made it. */
  integrityOnly: boolean;
  /** Directory against which recorded inputs and outputs are re-hashed where they lie. Left out: not asked. */
  root?: string;
  /** Directory that relative paths start from. Default: the process's. */
  cwd?: string;
  /** Called now and then with the bytes hashed so far. */
  onProgress?: (bytes: number) => void;
}

/** The document of `verify` about one bundle, `kprov.verification/v1`. */
export interface BundleVerdict {
  schema: "kprov.verification/v1";
  /** The path as it was given. */
  bundle: string;
  /** Over everything that was asked. */
  verdict: Verdict;
  integrity: Verdict;
  origin: "not-asked" | "unproved";
  /** Inputs and outputs outside the bundle; `none` when it records none there. */
  files: "not-asked" | "none" | Verdict;
  /** As the bundle claims; true only as far as it was proved. Null when unknown. */
  runId: string | null;
  step: string | null;
  outcome: Outcome | null;
  /** Computed from the manifest. */
  stableDigest: string | null;
  /** SHA-256 of the manifest's bytes. */
  bundleDigest: string | null;
  findings: Finding[];
  coverage: Coverage[];
}

/** The document of `verify` about several bundles, `kprov.verification-set/v1`. */
export interface VerificationSet {
  schema: "kprov.verification-set/v1";
  verdict: Verdict;
  bundles: BundleVerdict[];
  /** About the bundles together; `path` names the bundle's directory. */
  chain: Finding[];
  /** Hidden directories of runs that crashed or are under way: no bundles, no failure. */
  leftovers: string[];
  /** Other things in a directory of bundles that were not judged. */
  ignored: string[];
}

/** How a bundle names itself and the one before it. */
export interface Link {
  runId: string;
  bundleDigest: string;
}

/** What was found out about a bundle, before it is settled. */
export interface Judgement {
  integrity: Finding[];
  origin: Finding[];
  /** Null when they were not asked, or could not be judged at all; "none" when there is none to judge. */
  files: Finding[] | "none" | null;
  coverage: Coverage[];
  claims: Pick<BundleVerdict, "runId" | "step" | "outcome" | "stableDigest" | "bundleDigest">;
}

/** Claims of a bundle of which nothing is known. */
export const noClaims: Judgement["claims"] = {
  runId: null,
  step: null,
  outcome: null,
  stableDigest: null,
  bundleDigest: null,
};

/** Settle the verdict of one bundle. Only what was asked counts, and it counts whole. */
export const settleBundle = (bundle: string, judgement: Judgement, options: VerifyOptions): BundleVerdict => {
  const { integrity, origin, files, coverage, claims } = judgement;
  const findings = [...integrity, ...origin, ...(files === null || files === "none" ? [] : files)].sort(
    compareFindings,
  );
  return {
    schema: "kprov.verification/v1",
    bundle,
    verdict: verdictOf(findings),
    integrity: verdictOf(integrity),
    origin: options.integrityOnly ? "not-asked" : "unproved",
    files: options.root === undefined ? "not-asked" : verdictOfFiles(judgement),
    ...claims,
    findings,
    coverage,
  };
};

/** Settle the verdict of several: the worst of all. No bundle at all is never proved. */
export const settleSet = (set: Omit<VerificationSet, "schema" | "verdict">): VerificationSet => {
  const verdicts = [...set.bundles.map(({ verdict }) => verdict), verdictOf(set.chain)];
  const isProved = set.bundles.length > 0 && verdicts.every((verdict) => verdict === "proved");
  const verdict = verdicts.includes("violated") ? "violated" : isProved ? "proved" : "undecided";
  return { schema: "kprov.verification-set/v1", verdict, ...set, chain: [...set.chain].sort(compareFindings) };
};

// --- internal ---

/** Files that agree with a record which is not proved itself are not proved. */
const verdictOfFiles = ({ files, integrity }: Judgement): BundleVerdict["files"] => {
  if (files === "none") return verdictOf(integrity) === "proved" ? "none" : "undecided";
  const verdict = files === null ? "undecided" : verdictOf(files);
  return verdict === "proved" && verdictOf(integrity) !== "proved" ? "undecided" : verdict;
};
