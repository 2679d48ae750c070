/**
 * Where the reviews of one bundle stand, for whoever asks under their trust file.
 *
 * @module
 */
import { resolve } from "node:path";
import { compareFindings, type Finding, type Verdict, verdictOf } from "../../report.ts";
import { verifyBundle } from "../bundle.ts";
import { type JudgedReview, judgeReviews } from "../reviews.ts";
import type { LoadedTrust } from "../trust/file.ts";
import { openReviews } from "../trust/reviews.ts";
import type { ReviewState } from "../trust/types.ts";
import type { BundleVerdict } from "../verdict.ts";
import { headsOf, readReviews } from "./chain.ts";
import { type ReviewedRun, readReviewed } from "./subject.ts";

/** The document of `review --status`, `kprov.review-status/v1`. */
export interface ReviewStatus {
  schema: "kprov.review-status/v1";
  /** The path as it was given. */
  bundle: string;
  bundleDigest: string | null;
  runId: string | null;
  step: string | null;
  outcome: BundleVerdict["outcome"];
  /** Over integrity and reviews. */
  verdict: Verdict;
  integrity: Verdict;
  state: ReviewState;
  /** What the trust file asks for; without one, what is asked at the least. */
  required: { approvals: number; reviewerMayBeRunner: boolean };
  /** Approvals that the project wished for when the run was made; it decides nothing. */
  wished: number | null;
  /** Under which trust file; null when there is none, and then nothing counts. */
  trust: { path: string; sha256: string } | null;
  /** Owners that signed the run. */
  runners: string[];
  reviews: JudgedReview[];
  /** Ends of the chain of reviews that count. */
  heads: string[];
  findings: Finding[];
}

export interface StatusOptions {
  trust: LoadedTrust | null;
  cwd: string;
  expectHead?: string | undefined;
  /** Of a moment ago: integrity is not judged again. */
  verdict?: BundleVerdict | undefined;
  onProgress?: ((bytes: number) => void) | undefined;
}

/** A status, what it is about, and the heads that a new review has to name. */
export interface BundleReviews {
  status: ReviewStatus;
  /** On the bundle's integrity. */
  verdict: BundleVerdict;
  /** Null when the bundle is not whole. */
  run: ReviewedRun | null;
  /** Heads among all reviews that lie there, trusted or not. */
  seen: string[];
}

/** Judge integrity and reviews of the bundle `dir`. Any bytes give an answer; throws `E_USAGE` for an empty path. */
export const statusOf = async (dir: string, options: StatusOptions): Promise<BundleReviews> => {
  const { trust, cwd, expectHead, onProgress } = options;
  const absolute = resolve(cwd, dir);
  const progress = onProgress === undefined ? {} : { onProgress };
  const verdict = options.verdict ?? (await verifyBundle(dir, { integrityOnly: true, cwd, ...progress }));
  const isWhole = verdict.integrity === "proved" && verdict.bundleDigest !== null;
  const run = isWhole && verdict.bundleDigest !== null ? readReviewed(absolute, verdict.bundleDigest) : null;
  const opened = isWhole ? await openReviews(absolute, { trust, cwd }) : noReviews;
  const about = { bundleDigest: verdict.bundleDigest ?? "", runId: verdict.runId, step: verdict.step };
  const judged = judgeReviews({ ...opened, ...about, expectHead });
  const { nodes } = readReviews(opened.statements, about);
  const findings = [...verdict.findings, ...opened.findings, ...judged.findings].sort(compareFindings);
  const status: ReviewStatus = {
    schema: "kprov.review-status/v1",
    bundle: dir,
    bundleDigest: verdict.bundleDigest,
    runId: verdict.runId,
    step: verdict.step,
    outcome: verdict.outcome,
    verdict: verdictOf(findings),
    integrity: verdict.integrity,
    state: judged.state,
    required: { approvals: Math.max(1, opened.required), reviewerMayBeRunner: opened.reviewerMayBeRunner },
    wished: run?.wished ?? null,
    trust: trust === null ? null : { path: trust.path, sha256: trust.sha256 },
    runners: opened.runners,
    reviews: judged.reviews,
    heads: judged.heads,
    findings,
  };
  return { status, verdict, run, seen: headsOf(nodes, [...nodes.values()]) };
};

// --- internal ---

/** Of a bundle that is not whole nothing more is believed. */
const noReviews = { statements: [], runners: [], required: 1, reviewerMayBeRunner: false, findings: [] };
