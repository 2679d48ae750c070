/**
 * Who vouches for a run: checks, signatures, reviews.
 *
 * @module
 */
import {
  bounded,
  digest,
  formatSection,
  type Html,
  html,
  mark,
  type Place,
  shortened,
  table,
} from "../../page/index.ts";
import type { SiteRun } from "../site-data.ts";
import { originTone, timeText } from "./words.ts";

export const formatPeople = (run: SiteRun, place: Place): (readonly [id: string, words: string, Html])[] => [
  ["checks", "Checks", formatChecks(run, place)],
  ["signatures", "Signatures", formatSignatures(run, place)],
  ["reviews", "Reviews", formatReviews(run, place)],
];

// --- internal ---

const formatChecks = ({ checks }: SiteRun, place: Place): Html => {
  const { shown, rest } = bounded(checks, 200, { noun: "check", where: "the bundle" });
  const list = table({
    caption: "Checks",
    columns: [{ name: "Check", kind: "mono" }, { name: "Verdict" }, { name: "Said by" }],
    rows: shown.map(({ name, verdict, isTrusted }) => [
      name,
      mark(originTone(verdict), verdict),
      isTrusted ? "a key that is believed" : html`<small>nobody who is believed</small>`,
    ]),
  });
  const body = checks.length === 0 ? html`<p>No statement about a check came with the run.</p>` : html`${list}${rest}`;
  return formatSection({ id: "checks", title: "Checks", body }, place);
};

const formatSignatures = ({ signatures }: SiteRun, place: Place): Html => {
  const { shown, rest } = bounded(joined(signatures), 200, { noun: "signature", where: "attestations/" });
  const list = table({
    caption: "Signatures",
    columns: [{ name: "Signer" }, { name: "Verdict" }, { name: "Over" }, { name: "Key or identity", kind: "mono" }],
    rows: shown.map(({ owner, status, over, predicateType, fingerprint, forms }) => [
      owner ?? "unknown",
      mark(status === "trusted" ? "good" : status === "invalid" ? "bad" : "open", shortened(status, 24)),
      html`${over === "statement" ? predicateType : over}${forms === 1 ? null : html` <small>in ${forms} forms</small>`}`,
      fingerprint ?? "none",
    ]),
  });
  const body = signatures.length === 0 ? html`<p>Nobody signed this run.</p>` : html`${list}${rest}`;
  return formatSection({ id: "signatures", title: "Signatures", body }, place);
};

const formatReviews = ({ reviews, review }: SiteRun, place: Place): Html => {
  const { shown, rest } = bounded(reviews, 200, { noun: "review", where: "attestations/" });
  const list = table({
    caption: "Reviews, the earlier ones first",
    columns: [{ name: "Reviewer" }, { name: "Decision" }, { name: "Note" }, { name: "When, by their clock" }],
    rows: shown.map(({ decision, reviewer, isCounted, at, comment, digest: payload }) => [
      reviewer ?? "somebody",
      html`${mark(!isCounted ? "open" : decision === "approve" ? "good" : "bad", decision === "approve" ? "approves" : "rejects")}${isCounted ? null : html`<br><small>not counted</small>`}`,
      html`${comment}<br><small>${digest(payload)}</small>`,
      at === null ? "not known" : timeText(at),
    ]),
  });
  const body = reviews.length === 0 ? html`<p>Nobody has reviewed this run.</p>` : html`${list}${rest}`;
  return formatSection({ id: "reviews", title: "Reviews", aside: review, body }, place);
};

/** One signature may lie there in several forms, such as DSSE and a Sigstore bundle: they are one line. */
const joined = (signatures: SiteRun["signatures"]): (SiteRun["signatures"][number] & { forms: number })[] => {
  const lines = new Map<string, SiteRun["signatures"][number] & { forms: number }>();
  for (const signature of signatures) {
    const { path: _, ...same } = signature;
    const key = JSON.stringify(same);
    lines.set(key, { ...signature, forms: (lines.get(key)?.forms ?? 0) + 1 });
  }
  return [...lines.values()];
};
