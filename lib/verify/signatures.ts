/**
 * The signatures of a bundle as a document lists them.
 *
 * @module
 */
import { compareBytes } from "../report.ts";
import type { Attested } from "./attestations.ts";
import type { Belief } from "./trust/believe.ts";
import type { Role } from "./trust/types.ts";

/** `provenance` and `bundle` sign the run; a `statement` says something else about it. */
export type SignedKind = "provenance" | "bundle" | "statement";

export interface SignatureEntry {
  path: string;
  /** What it is over. */
  over: SignedKind;
  predicateType: string;
  payloadDigest: string;
  /** Only `trusted` ones can count; see `trust/believe.ts`. */
  status: Belief["status"];
  /** By the trust file; null for somebody that it does not know. */
  owner: string | null;
  roles: readonly Role[];
  fingerprint: string | null;
  identity: Belief["identity"];
  /** As the envelope has it: a hint that nothing was decided by. */
  keyid: string;
  why: string;
}

/** Sorted by path. */
export const signatureEntries = (
  attested: readonly Pick<Attested, "kind" | "predicateType" | "payloadDigest" | "signatures">[],
): SignatureEntry[] =>
  attested
    .flatMap(({ kind, predicateType, payloadDigest, signatures }) =>
      signatures.map(
        ({ path, status, by, fingerprint, identity, keyid, why }): SignatureEntry => ({
          path,
          over: kind,
          predicateType,
          payloadDigest,
          status,
          owner: by?.owner ?? null,
          roles: by?.roles ?? [],
          fingerprint,
          identity,
          keyid: keyid.length > 200 ? `${keyid.slice(0, 200)}…` : keyid,
          why,
        }),
      ),
    )
    .sort((a, b) => compareBytes(a.path, b.path) || compareBytes(a.owner ?? "", b.owner ?? ""));
