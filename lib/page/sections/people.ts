/**
 * Who vouches for the run: checks before it, signatures and reviews after it.
 *
 * @module
 */
import { dependenciesOf, type TestResult } from "../../evidence/index.ts";
import type { BundleVerdict, ReviewStatus } from "../../verify/index.ts";
import { type Html, html } from "../html.ts";
import { bounded, code, digest, factList, formatSection, mark, type Place, table } from "../pieces.ts";
import type { RunDetails } from "../run-view.ts";
import { countOf } from "../words.ts";

/** The statement without which the step would not have started, and what it says when it was handed over. */
export const formatChecks = ({ provenance, statements }: RunDetails, place: Place): Html => {
  const preflights = dependenciesOf(provenance, "preflight");
  const body = preflights.map(({ name, digest: digests }) => {
    const sha256 = digests?.["sha256"] ?? "none";
    const result = statements.get(sha256);
    return html`${factList([
      ["Statement", code(name ?? "unnamed")],
      ["SHA-256", digest(sha256)],
    ])}${result === undefined ? html`<p class="note">It lies outside the bundle and was not handed over: <code>--statement FILE</code> shows what it says.</p>` : formatResult(result)}`;
  });
  const none = html`<p>The run refers to no preflight.</p>`;
  return formatSection({ id: "checks", title: "Checks before the run", body: body.length === 0 ? none : body }, place);
};

export const formatSignatures = ({ signatures, origin }: BundleVerdict, place: Place): Html => {
  const { shown, rest } = bounded(joined(signatures), 200, { noun: "signature", where: "attestations/" });
  const list = table({
    caption: "Signatures",
    columns: [{ name: "Signer" }, { name: "Verdict" }, { name: "Over" }, { name: "Key or identity", kind: "mono" }],
    rows: shown.map(({ owner, roles, status, why, over, predicateType, fingerprint, identity, keyid, files }) => [
      html`${owner ?? "unknown"}${roles.length === 0 ? null : html` <small>${roles.join(", ")}</small>`}`,
      html`${mark(status === "trusted" ? "good" : status === "invalid" ? "bad" : "open", status)}${why === "" ? null : html`<br><small>${why}</small>`}`,
      html`${over === "statement" ? predicateType : over}${files === 1 ? null : html` <small>in ${files} forms</small>`}`,
      fingerprint ?? (identity === null ? `${keyid || "none"} (a hint)` : `${identity.subject}, by ${identity.issuer}`),
    ]),
  });
  const why = origin === "not-asked" ? "Who signed it was not asked." : "Nobody signed this run.";
  const body = signatures.length === 0 ? html`<p>${why}</p>` : html`${list}${rest}`;
  const aside = signatures.length === 0 ? {} : { aside: countOf(signatures.length, "signature") };
  return formatSection({ id: "signatures", title: "Signatures", ...aside, body }, place);
};

export const formatReviews = (status: ReviewStatus | null, place: Place): Html => {
  if (status === null) {
    const body = html`<p>Reviews were not judged: that takes a bundle that is whole, and the question who made it.</p>`;
    return formatSection({ id: "reviews", title: "Reviews", body }, place);
  }
  const { reviews, state, required, trust } = status;
  const { shown, rest } = bounded(reviews, 200, { noun: "review", where: "attestations/" });
  const list = table({
    caption: "Reviews, the earlier ones first",
    columns: [{ name: "Reviewer" }, { name: "Decision" }, { name: "Note" }, { name: "When, by their clock" }],
    rows: shown.map(({ signers, decision, notCounted, note, at, digest: payload }) => [
      signers.length === 0 ? "somebody" : signers.join(", "),
      html`${mark(notCounted !== null ? "open" : decision === "approve" ? "good" : "bad", decision === "approve" ? "approves" : "rejects")}${notCounted === null ? null : html`<br><small>not counted: ${notCounted}</small>`}`,
      html`${note}<br><small>${digest(payload)}</small>`,
      at,
    ]),
  });
  const rules =
    trust === null
      ? "No trust file says whose reviews count, so none does."
      : `${countOf(required.approvals, "approval")} needed${required.reviewerMayBeRunner ? "; whoever ran it may approve" : ""}.`;
  const body = html`${reviews.length === 0 ? html`<p>Nobody has reviewed this run.</p>` : html`${list}${rest}`}<p class="note">${rules} Only an expected head shows that the newest review was removed.</p>`;
  return formatSection({ id: "reviews", title: "Reviews", aside: state.state, body }, place);
};

// --- internal ---

type Signature = BundleVerdict["signatures"][number];

/** One signature may lie there in several forms, such as DSSE and a Sigstore bundle: they are one line. */
const joined = (signatures: readonly Signature[]): (Signature & { files: number })[] => {
  const lines = new Map<string, Signature & { files: number }>();
  for (const signature of signatures) {
    const { path: _, ...same } = signature;
    const key = JSON.stringify(same);
    const known = lines.get(key);
    if (known === undefined) lines.set(key, { ...signature, files: 1 });
    else known.files += 1;
  }
  return [...lines.values()];
};

const formatResult = ({ verdict, passed, failed, skipped, findings, state, version }: TestResult): Html => {
  const tone = verdict === "proved" ? "good" : verdict === "violated" ? "bad" : "open";
  const row = (name: string, word: string, of: "good" | "bad" | "open") => [name, mark(of, word)];
  const list = table({
    caption: "Checks",
    columns: [{ name: "Check", kind: "mono" }, { name: "Verdict" }],
    rows: [
      ...failed.map((name) => row(name, "not passed", "bad")),
      ...skipped.map((name) => row(name, "left out", "open")),
      ...passed.map((name) => row(name, "passed", "good")),
    ],
  });
  const counts = findings.map(({ test, code: found, count }) => `${test}: ${count} × ${found}`);
  return html`${factList([
    ["Verdict", mark(tone, verdict)],
    ["Tree", code(state.tree)],
    ["Commit", html`${code(state.commit ?? "none")} ${state.isCommit ? "" : "with changes"}`],
    ["By", `kprovengine ${version}`],
    counts.length === 0 ? null : ["Findings", counts.join("; ")],
  ])}${list}`;
};
