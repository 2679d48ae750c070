/**
 * What verification says about one bundle and about several.
 *
 * @module
 */
import type { Completeness, Outcome } from "../evidence/index.ts";
import { type Coverage, compareFindings, type Finding, type Verdict, verdictOf } from "../report.ts";
import type { Attested } from "./attestations.ts";
import type { Expectations } from "./expectations.ts";
import { type JudgedOrigin, verdictOfOrigin } from "./origin.ts";
import { type SignatureEntry, signatureEntries } from "./signatures.ts";
import type { SummaryInput } from "./summary.ts";
import type { LoadedTrust } from "./trust/file.ts";
import type { Claim } from "./trust/types.ts";

export interface VerifyOptions {
  /** Ask for integrity alone: whether the bundle is whole and agrees with itself, not who made it. */
  integrityOnly: boolean;
  /** Whom to believe, from `readTrustFile` or `findTrustFile`. Left out or null: nobody, so the origin stays unproved. */
  trust?: LoadedTrust | null;
  /** Asked for beside what the trust file requires. */
  expect?: Expectations;
  /** Files with envelopes about the bundle, its outputs or its clean commit that lie elsewhere. */
  attestations?: readonly string[];
  /** Milliseconds since the epoch. Default: the system's clock. */
  now?: number;
  /** Directory against which recorded inputs and outputs are re-hashed where they lie. Left out: not asked. */
  root?: string;
  /** Directory that relative paths start from. Default: the process's. */
  cwd?: string;
  /** Called with what a summary of the verdict names beside it. */
  onJudged?: (input: SummaryInput) => void;
  /** Awaited for each bundle that was judged, while it still lies there: what a tar holds is removed afterwards. */
  onBundle?: (judged: JudgedBundle) => Promise<void> | void;
  /** Called now and then with the bytes hashed so far. */
  onProgress?: (bytes: number) => void;
}

/** A bundle at hand, and what was found out about it. */
export interface JudgedBundle {
  /** Where it lies, absolute. */
  dir: string;
  verdict: BundleVerdict;
  /** Its documents follow their schemas and agree with each other: it is whole, or says itself and rightly that it is incomplete. */
  isCoherent: boolean;
}

/** The document of `verify` about one bundle, `kprov.verification/v1`. */
export interface BundleVerdict {
  schema: "kprov.verification/v1";
  /** The path as it was given. */
  bundle: string;
  /** Over everything that was asked. */
  verdict: Verdict;
  integrity: Verdict;
  /** `unproved`: there is no trust file. */
  origin: "not-asked" | "unproved" | Verdict;
  /** Everything that was asked, each proved, failed or unverified. */
  claims: Claim[];
  /** Every signature on an envelope of the bundle, whether it counts or not. */
  signatures: SignatureEntry[];
  /** The trust file that decided; null without one. */
  trust: { path: string; sha256: string } | null;
  /** Inputs and outputs outside the bundle; `none` when it records none there. */
  files: "not-asked" | "none" | Verdict;
  /** As the bundle claims; true only as far as it was proved. Null when unknown. */
  runId: string | null;
  step: string | null;
  outcome: Outcome | null;
  /** How much of what the step read the bundle can name, as it says itself. */
  completeness: Completeness | null;
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
  /** Null when it was not asked. */
  origin: JudgedOrigin | null;
  attested: readonly Attested[];
  /** Null when they were not asked, or could not be judged at all; "none" when there is none to judge. */
  files: Finding[] | "none" | null;
  coverage: Coverage[];
  said: Pick<BundleVerdict, "runId" | "step" | "outcome" | "completeness" | "stableDigest" | "bundleDigest">;
}

/** What a bundle says of which nothing is known. */
export const nothingSaid: Judgement["said"] = {
  runId: null,
  step: null,
  outcome: null,
  completeness: null,
  stableDigest: null,
  bundleDigest: null,
};

/**
 * Settle the verdict of one bundle. Only what was asked counts, and it counts whole: proved is what has no finding and no claim
 * that is not proved.
 */
export const settleBundle = (bundle: string, judgement: Judgement, options: VerifyOptions): BundleVerdict => {
  const { integrity, origin, files, coverage, said, attested } = judgement;
  const others = [...(origin?.findings ?? []), ...(files === null || files === "none" ? [] : files)];
  const findings = [...integrity, ...others].sort(compareFindings);
  const ofFiles = options.root === undefined ? "not-asked" : verdictOfFiles(judgement);
  const claims = [
    claimOf("integrity", verdictOf(integrity), integrity),
    ...(origin?.claims ?? []),
    ...filesClaim(judgement, ofFiles),
  ];
  const trust = options.trust ?? null;
  return {
    schema: "kprov.verification/v1",
    bundle,
    verdict: worstOf([verdictOf(findings), ...claims.map(({ verdict }) => verdictOfClaim[verdict])]),
    integrity: verdictOf(integrity),
    origin: origin === null ? "not-asked" : trust === null ? "unproved" : verdictOfOrigin(origin, origin.findings),
    claims,
    signatures: options.integrityOnly ? [] : signatureEntries(attested),
    trust: options.integrityOnly || trust === null ? null : { path: trust.path, sha256: trust.sha256 },
    files: ofFiles,
    ...said,
    findings,
    coverage,
  };
};

/** Settle the verdict of several: the worst of all. No bundle at all is never proved. */
export const settleSet = (set: Omit<VerificationSet, "schema" | "verdict">): VerificationSet => {
  const verdict = worstOf([
    set.bundles.length > 0 ? "proved" : "undecided",
    ...set.bundles.map(({ verdict: judged }) => judged),
    verdictOf(set.chain),
  ]);
  return { schema: "kprov.verification-set/v1", verdict, ...set, chain: [...set.chain].sort(compareFindings) };
};

// --- internal ---

const verdictOfClaim = { proved: "proved", failed: "violated", unverified: "undecided" } as const satisfies Record<
  Claim["verdict"],
  Verdict
>;

const worstOf = (verdicts: readonly Verdict[]): Verdict => {
  if (verdicts.includes("violated")) return "violated";
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === "proved") ? "proved" : "undecided";
};

const claimOf = (claim: string, verdict: Verdict, findings: readonly Finding[]): Claim => {
  if (verdict === "proved") return { claim, verdict, detail: "whole, unchanged, in agreement with itself" };
  const [first] = [...findings.filter(({ level }) => level === "violation"), ...findings];
  const where = first?.path === undefined ? "" : `${first.path}: `;
  const more = findings.length > 1 ? `, and ${findings.length - 1} more` : "";
  return {
    claim,
    verdict: verdict === "violated" ? "failed" : "unverified",
    detail: `${where}${first?.message ?? "it could not be judged"}${more}`,
    change: "get the bundle again from where it was made",
  };
};

const filesClaim = ({ files }: Judgement, verdict: BundleVerdict["files"]): Claim[] => {
  if (verdict === "not-asked" || verdict === "none") return [];
  const settled = claimOf("files", verdict, files === null || files === "none" ? [] : files);
  if (verdict === "proved") return [{ ...settled, detail: "inputs and outputs lie where they were, unchanged" }];
  return [{ ...settled, change: "bring the recorded files back, or run the step again" }];
};

/** Files that agree with a record which is not proved itself are not proved. */
const verdictOfFiles = ({ files, integrity }: Judgement): BundleVerdict["files"] => {
  if (files === "none") return verdictOf(integrity) === "proved" ? "none" : "undecided";
  const verdict = files === null ? "undecided" : verdictOf(files);
  return verdict === "proved" && verdictOf(integrity) !== "proved" ? "undecided" : verdict;
};
