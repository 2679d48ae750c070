/**
 * What people decided about the run: reviews among the envelopes, with the owners who stand behind each.
 *
 * @module
 */
import { reviewPredicateType } from "../../evidence/index.ts";
import { compareBytes, type Finding } from "../../report.ts";
import type { Attested, AttestedSignature } from "../attestations.ts";
import type { Required } from "../expectations.ts";
import type { ReviewStatement } from "../review/chain.ts";
import { judgeReviews } from "../reviews.ts";
import type { Claim, Role, VerifiedStatement } from "../trust/types.ts";
import { buildersOf, signersOf } from "./signed.ts";

/** Every review, those that nobody trusted has signed as well: they can be predecessors, and never count. */
export const reviewsOf = (attested: readonly Attested[]): ReviewStatement[] =>
  attested
    .filter(({ kind, predicateType }) => kind === "statement" && predicateType === reviewPredicateType)
    .map(({ path, payloadDigest, payload, predicateType, signatures }) => ({
      path,
      payloadDigest,
      payload,
      predicateType,
      signers: verifiedSigners(signatures.filter(({ status }) => status === "trusted")),
      lapsed: verifiedSigners(signatures.filter(({ status }) => status === "expired" || status === "revoked"))
        .filter(({ roles }) => roles.includes("reviewer"))
        .map(({ owner }) => owner),
    }));

/** Whoever signed the run, by any key that the trust file knows: who runs with an old key is no fresh pair of eyes. */
export const runnersOf = (attested: readonly Attested[]): string[] =>
  [...new Set(attested.filter(({ kind }) => kind !== "statement").flatMap(signersOf))].sort(compareBytes);

/** Asked when it is required, and when somebody whom the trust file knows has rejected: a no is heard by everybody. */
export const judgeReview = (
  attested: readonly Attested[],
  about: { bundleDigest: string; runId: string | undefined; step: string | undefined },
  required: Required,
): { findings: Finding[]; claims: Claim[] } => {
  const { findings, claims } = judgeReviews({
    statements: reviewsOf(attested),
    ...about,
    runners: runnersOf(attested),
    required: required.reviews ?? 1,
    reviewerMayBeRunner: required.reviewerMayBeRunner,
    ...(required.head !== null && { expectHead: required.head }),
  });
  const isHeard = required.reviews !== null || findings.some(({ code }) => code === "REVIEW_REJECTED");
  return isHeard ? { findings, claims } : { findings: [], claims: [] };
};

// --- internal ---

type Signer = VerifiedStatement["signers"][number];

/** By owner. Only the roles and builders of the keys that signed: another key of the same owner lends it nothing. */
const verifiedSigners = (signatures: readonly AttestedSignature[]): Signer[] => {
  const owners = new Map<string, { roles: Set<Role>; fingerprints: Set<string>; builders: Set<string> }>();
  for (const { by, fingerprint } of signatures) {
    if (by === null) continue;
    const known = owners.get(by.owner) ?? { roles: new Set(), fingerprints: new Set(), builders: new Set() };
    owners.set(by.owner, known);
    for (const role of by.roles) known.roles.add(role);
    if (by.roles.includes("runner")) for (const builder of buildersOf(by)) known.builders.add(builder);
    if (fingerprint !== null) known.fingerprints.add(fingerprint);
  }
  return [...owners]
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([owner, { roles, fingerprints, builders }]) => ({
      owner,
      roles: [...roles].sort(),
      fingerprints: [...fingerprints].sort(),
      builders: [...builders].sort(),
    }));
};
