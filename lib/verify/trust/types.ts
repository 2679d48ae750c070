/**
 * Whom a verifier believes, and what was found out under it. Written out, because published types must not need the schema's
 * library; a test holds {@link TrustFile} equal to the schema.
 *
 * @module
 */
import type { Outcome } from "../../evidence/index.ts";
import type { Verdict } from "../../report.ts";

/** What an owner may vouch for: `runner` for runs, `reviewer` for decisions, `release` for summaries of verifications. */
export type Role = "runner" | "reviewer" | "release";

/** A person, team or machine, however many keys it has: thresholds count owners. */
export interface Trusted {
  readonly owner: string;
  readonly roles: readonly Role[];
  /** `builder.id`s that it may vouch for as a runner. Left out: the two self-asserted ones, workstation and self-hosted CI. */
  readonly builders?: readonly string[];
  /** RFC 3339, inclusive. There is no trusted time without a timestamp authority, so outside of it the key vouches for nothing else. */
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly revoked?: { readonly at: string; readonly reason: string };
  /** Bundle digests and payload digests (SHA-256, hex) for which it vouches even when expired or revoked. */
  readonly vouchesFor?: readonly string[];
}

export interface TrustedKey extends Trusted {
  /** As `keys show --fingerprint` prints it; must be that of `publicKey`. */
  readonly fingerprint: string;
  /** `ssh-ed25519 AAAA…`, or PEM. */
  readonly publicKey: string;
}

/** A Sigstore identity: the certificate's issuer and subject alternative name, both compared exactly. */
export interface TrustedIdentity extends Trusted {
  readonly issuer: string;
  readonly subject: string;
}

/** `kprov.trust/v1`. */
export interface TrustFile {
  readonly schema: "kprov.trust/v1";
  readonly keys?: readonly TrustedKey[];
  readonly identities?: readonly TrustedIdentity[];
  /** Sigstore's trusted root (`trusted_root.json`), relative to the trust file; needed for identities. */
  readonly sigstore?: { readonly trustedRoot: string };
  readonly require?: {
    /** Distinct owners with the role `runner` that must have signed the run. Default 1; at least 1. */
    readonly runners?: number;
    /** Distinct owners with the role `reviewer` that must approve. Default 0. */
    readonly reviews?: number;
    /** An approval by an owner who also signed the run counts. Default false. */
    readonly reviewerMayBeRunner?: boolean;
    /**
     * Predicate types of which a statement signed by a runner about this bundle, its outputs or its commit must be there. The name of a
     * check, such as `preflight`, stands for a test result that this check made.
     */
    readonly statements?: readonly string[];
    readonly builders?: readonly string[];
    readonly steps?: readonly string[];
    /** A clean checkout of one of these commits. */
    readonly commits?: readonly string[];
    /** `30d`: since the end of the run, as the signed summary says it. */
    readonly maxAge?: string;
    /** Default `succeeded`. */
    readonly outcome?: Outcome["status"];
  };
}

/** One thing that was asked. Only when all are proved is the whole proved. */
export interface Claim {
  /** Such as `integrity`, `provenance signed`, `bundle signed`, `builder`, `outcome`, `review`. */
  claim: string;
  verdict: "proved" | "failed" | "unverified";
  /** Who or what proves it, or why not; one line. */
  detail: string;
  /** What would make it proved; left out when it is. */
  change?: string;
}

/** A statement that at least one trusted owner has signed. */
export interface VerifiedStatement {
  /** The envelope's file in the bundle, or as it was given. */
  path: string;
  /** SHA-256 of the payload's bytes: what names this statement, whoever signs it again. */
  payloadDigest: string;
  payload: Buffer;
  predicateType: string;
  /** Distinct owners whose signature holds, with the roles that they have; sorted by owner. */
  signers: { owner: string; roles: readonly Role[]; fingerprints: string[]; builders: readonly string[] | undefined }[];
}

/** Where the chain of reviews of one bundle stands. */
export interface ReviewState {
  state: "pending" | "approved" | "rejected";
  verdict: Verdict;
  /** Owners whose last word is an approval, and a rejection. */
  approvedBy: string[];
  rejectedBy: string[];
  /** Payload digest of the newest review; null when there is none. */
  head: string | null;
}
