/**
 * The statement by which a person approves or rejects one bundle. Described in `review-v1.md` beside this file.
 *
 * @module
 */
import { KprovError } from "../errors.ts";
import { formatDocument, type JsonValue, parseJson } from "../json.ts";
import { plainFault } from "./document.ts";
import { layout } from "./layout.ts";
import { statementType } from "./provenance.ts";
import { hasReason, isSortedSet, noteFault } from "./review-rules.ts";
import type { ReviewStatement } from "./schemas/review.ts";

export const reviewPredicateType = "pkg:npm/kprovengine#predicate/review/v1";

/** One decision about one bundle. */
export interface Review {
  /** SHA-256 of the exact bytes of `manifest.json`. */
  bundleDigest: string;
  decision: "approve" | "reject";
  /** One line of at most 10,000 characters; a reject has one. */
  note: string;
  /** RFC 3339 in UTC with milliseconds, by the reviewer's clock. */
  at: string;
  runId: string;
  step: string;
  /** Payload digests of the reviews after which this one comes. */
  previous: readonly string[];
}

/**
 * The bytes to sign: canonical JSON and a newline. `previous` is sorted, and each digest stands once.
 *
 * Throws `E_STATEMENT` for what {@link parseReview} would refuse.
 */
export const formatReview = ({ bundleDigest, previous, ...predicate }: Review): Buffer => {
  const statement = {
    _type: statementType,
    subject: [{ name: layout.manifest, digest: { sha256: bundleDigest } }],
    predicateType: reviewPredicateType,
    predicate: { ...predicate, previous: [...new Set(previous)].sort() },
  };
  return formatDocument(validate(statement, "the review"));
};

/**
 * Read a payload of the review type. Strict: unknown fields, other subjects beside the bundle, and bytes that are not the
 * canonical form are refused with `E_STATEMENT`, so that one review has one digest.
 */
export const parseReview = (payload: Buffer, name = "the review"): Review => {
  const { subject, predicate } = validate(parse(payload, name), name);
  const review: Review = { bundleDigest: subject[0].digest.sha256, ...predicate };
  if (!formatReview(review).equals(payload)) throw malformed(name, "its bytes are not the canonical form");
  return review;
};

// --- internal ---

/** A note of 10,000 characters, every one of them escaped, and a hundred digests fit. */
const maxBytes = 256 * 1024;

const parse = (payload: Buffer, name: string): JsonValue => {
  try {
    return parseJson(payload, { name, maxBytes, maxDepth: 8 });
  } catch (cause) {
    if (!(cause instanceof KprovError)) throw cause;
    throw new KprovError("E_STATEMENT", cause.message, { cause });
  }
};

/** Without the schema's library: every verification of a reviewed bundle comes by here. */
const validate = (value: unknown, name: string): ReviewStatement => {
  const place = plainFault("review-statement", value);
  if (place !== undefined) throw malformed(name, `"${place}" is not as kprov.review-statement/v1 has it`);
  const statement = value as ReviewStatement;
  const { predicate } = statement;
  const fault = noteFault(predicate.note);
  if (fault !== undefined) throw malformed(name, `"$.predicate.note": ${fault}`);
  if (!hasReason(predicate)) throw malformed(name, '"$.predicate.note": expected a reason: a reject needs one');
  if (!isSortedSet(predicate.previous))
    throw malformed(name, '"$.predicate.previous": expected sorted digests, each once');
  return statement;
};

const malformed = (name: string, why: string): KprovError =>
  new KprovError("E_STATEMENT", `Cannot use "${name}" as a review: ${why}`);
