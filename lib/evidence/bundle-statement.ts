/**
 * The statement that names a whole bundle: its one subject is `manifest.json`.
 *
 * Everything in it follows from the bundle itself, so a verifier makes it again and compares bytes.
 *
 * @module
 */
import { formatDocument } from "../json.ts";
import { layout } from "./layout.ts";
import { type Outcome, statementType } from "./provenance.ts";

/** Described in `bundle-v1.md` beside this file. */
export const bundlePredicateType = "pkg:npm/kprovengine#predicate/bundle/v1";

export interface BundleFacts {
  /** SHA-256 of the exact bytes of `manifest.json`. */
  bundleDigest: string;
  stableDigest: string;
  runId: string;
  step: string;
  outcome: Outcome["status"];
}

/** The bytes of the statement: canonical JSON and a newline. */
export const formatBundleStatement = ({ bundleDigest, ...predicate }: BundleFacts): Buffer =>
  formatDocument({
    _type: statementType,
    subject: [{ name: layout.manifest, digest: { sha256: bundleDigest } }],
    predicateType: bundlePredicateType,
    predicate,
  });
