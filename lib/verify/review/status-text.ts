/**
 * The state of a bundle's reviews as a person wants it.
 *
 * @module
 */
import type { View } from "../../command.ts";
import { visible } from "../../text.ts";
import { shownValue } from "../finding.ts";
import { formatFindings, paint, verdictStyle, worst } from "../findings-text.ts";
import type { JudgedReview } from "../reviews.ts";
import { describeOutcome } from "../text.ts";
import type { ReviewStatus } from "./status.ts";
import type { ReviewReport } from "./write.ts";

/** Every review, what keeps the bundle from being approved, and the state; the last line is the verdict. */
export const formatStatus = (status: ReviewStatus, view: View): string => {
  const { bundle, outcome, step, runId } = status;
  const words =
    outcome?.status === "succeeded" ? describeOutcome(outcome) : paint(view, "red", describeOutcome(outcome));
  return [
    `${visible(bundle)}: ${status.integrity === "proved" ? "" : "claims that "}${words}`,
    ...(step === null || runId === null ? [] : [`  step ${visible(step)}, run ${visible(runId)}`]),
    "",
    ...formatReviews(status, view),
    "",
    ...formatFindings(status.findings, view),
    ...(status.heads.length === 0 ? [] : [paint(view, "dim", headHint)]),
    formatVerdict(status, view),
  ].join("\n");
};

/** What was written, and what it comes to. */
export const formatReviewed = (report: ReviewReport, view: View): string => {
  const { decision, signer, path, payloadDigest, status } = report;
  const doubt = status.reviews.find(({ digest }) => digest === payloadDigest)?.notCounted ?? null;
  return [
    `${decision === "approve" ? "approved" : "rejected"} ${visible(status.bundle)} with ${visible(signer)}`,
    `  ${path}`,
    `  review ${payloadDigest}`,
    ...(doubt === null || status.trust === null
      ? []
      : [paint(view, "yellow", `  under ${visible(status.trust.path)} it does not count: ${visible(doubt)}`)]),
    paint(view, "dim", `  ${headHint}`),
    ...(status.heads.length > 1 ? ["  another review was written meanwhile: review again to join the two"] : []),
    formatVerdict(status, view),
  ].join("\n");
};

/** The reviews that lie there, and who asks for how many. */
export const formatReviews = (status: ReviewStatus, view: View): string[] => {
  const { reviews, required, wished, trust } = status;
  const rules =
    trust === null
      ? "no trust file, so no review counts: --trust FILE, or kprovengine keys trust"
      : `${required.approvals} needed under ${visible(trust.path)}${required.reviewerMayBeRunner ? ", who ran it may approve" : ""}`;
  const project = wished === null ? "" : `; the project wished for ${wished}`;
  return [
    reviews.length === 0 ? "reviews: none" : `reviews: ${reviews.length}`,
    ...reviews.flatMap((review) => formatReview(review, view)),
    paint(view, "dim", `approvals: ${rules}${project}`),
  ];
};

/** One line: where it stands, and what to type next. */
export const formatVerdict = (status: ReviewStatus, view: View): string => {
  const { state, verdict, findings, required } = status;
  const words = state.state === "approved" && verdict !== "proved" ? "not proved" : state.state;
  const by =
    state.state === "rejected"
      ? ` by ${state.rejectedBy.map(visible).join(", ")}`
      : state.approvedBy.length === 0
        ? ""
        : `: ${state.approvedBy.length} of ${required.approvals}, by ${state.approvedBy.map(visible).join(", ")}`;
  const next = verdict === "proved" ? "" : `; next: kprovengine explain ${worst(findings)?.code ?? "REVIEW_MISSING"}`;
  return `${paint(view, verdictStyle[verdict], `${words}${by}`)}${next}`;
};

// --- internal ---

const headHint = "only --expect-head shows that the newest review was removed: keep its digest";

const formatReview = (review: JudgedReview, view: View): string[] => {
  const { decision, signers, at, note, digest, notCounted, isHead } = review;
  const who = signers.length === 0 ? "somebody" : signers.map(visible).join(", ");
  const style = notCounted !== null ? "dim" : decision === "approve" ? "green" : "red";
  const said = decision === "approve" ? "approves" : "rejects";
  const aside = [
    ...(notCounted === null ? [] : [`not counted: ${visible(notCounted)}`]),
    ...(isHead ? ["newest"] : []),
  ];
  return [
    `  ${paint(view, style, `${who} ${said}`)}, ${visible(at)}${aside.length === 0 ? "" : ` (${aside.join("; ")})`}`,
    ...(note === "" ? [] : [`    "${visible(view.verbose ? note : shownValue(note))}"`]),
    paint(view, "dim", `    ${digest}`),
  ];
};
