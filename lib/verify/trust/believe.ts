/**
 * Who decides that a signature is trusted: this file, by the trust file's keys and identities, and nothing else.
 *
 * What an envelope says about its signer (`keyid`, hint, file name) is never believed: a signature counts for the key that
 * verifies it, under the fingerprint computed from that key's own bytes.
 *
 * @module
 */
import { type Envelope, preAuthEncoding, type SignedPiece } from "../../evidence/index.ts";
import { isSignedBy } from "../../sign/index.ts";
import type { LoadedTrust } from "./file.ts";
import type { Trusted } from "./types.ts";

export interface BeliefContext {
  trust: LoadedTrust;
  /** Milliseconds since the epoch. */
  now: number;
  /** Digests for which an expired or revoked key still vouches when its `vouchesFor` names one of them. */
  named: readonly string[];
  /** The file that a bare signature is over. */
  artifact?: Buffer | undefined;
}

export interface Belief {
  /**
   * `trusted`: it holds, now. `untrusted`: no trusted key verifies it. `invalid`: it names a trusted key or identity that does
   * not verify it. `expired`, `revoked`: it holds, and vouches for nothing. `unjudged`: a certificate without a trusted root.
   */
  status: "trusted" | "untrusted" | "invalid" | "expired" | "revoked" | "unjudged";
  keyid: string;
  /** Of the key that verifies it. */
  fingerprint: string | null;
  /** Proved by the certificate. */
  identity: { issuer: string; subject: string } | null;
  /** Whoever it is that signed, by the trust file. */
  by: Trusted | null;
  /** Why it does not count; empty when it does. */
  why: string;
}

/** One belief for each signature of `piece`. Never throws for what is in it. */
export const believe = async (piece: SignedPiece, context: BeliefContext): Promise<Belief[]> => {
  if (piece.form !== "envelope" && piece.material.kind === "certificate") {
    const { believeCertificate } = await import("./certificate.ts");
    return [await believeCertificate(piece, context)];
  }
  if (piece.form === "message") {
    const { artifact } = context;
    const hint = piece.material.kind === "key" ? piece.material.hint : "";
    if (artifact === undefined)
      return [{ ...nobody, status: "unjudged", keyid: hint, why: "the file it is over is not at hand" }];
    return [believeKey({ keyid: hint, sig: piece.sig }, artifact, context)];
  }
  const { envelope } = piece;
  const bytes = preAuthEncoding(envelope.payloadType, envelope.payload);
  return withHints(piece, envelope).map((signature) => believeKey(signature, bytes, context));
};

/** Whether `trusted` vouches now; else why not. */
export const standingOf = (
  trusted: Trusted,
  { now, named }: Pick<BeliefContext, "now" | "named">,
): Pick<Belief, "status" | "why"> => {
  if (trusted.vouchesFor?.some((digest) => named.includes(digest)) === true) return { status: "trusted", why: "" };
  const { owner, revoked, validFrom, validUntil } = trusted;
  if (revoked !== undefined)
    return { status: "revoked", why: `${owner}'s key was revoked at ${revoked.at}: ${revoked.reason}` };
  if (validFrom !== undefined && now < Date.parse(validFrom))
    return { status: "expired", why: `${owner}'s key is valid from ${validFrom} on` };
  if (validUntil !== undefined && now > Date.parse(validUntil))
    return { status: "expired", why: `${owner}'s key was valid until ${validUntil}` };
  return { status: "trusted", why: "" };
};

/** What is known of a signer that nobody trusts. */
export const nobody = { fingerprint: null, identity: null, by: null } as const;

// --- internal ---

type Hinted = Envelope["signatures"][number];

/** A Sigstore bundle names its key beside the envelope, too. */
const withHints = (piece: SignedPiece, { signatures }: Envelope): Hinted[] =>
  piece.form === "sigstore" && piece.material.kind === "key"
    ? signatures.map(({ keyid, sig }) => ({ keyid: keyid || hintOf(piece), sig }))
    : signatures;

const hintOf = (piece: Extract<SignedPiece, { form: "sigstore" }>): string =>
  piece.material.kind === "key" ? piece.material.hint : "";

const believeKey = ({ keyid, sig }: Hinted, bytes: Buffer, context: BeliefContext): Belief => {
  const { keys } = context.trust;
  const hinted = keys.find(({ key }) => key.fingerprint === keyid);
  // The hint only says where to look first.
  const candidates = hinted === undefined ? keys : [hinted, ...keys.filter((other) => other !== hinted)];
  const found = candidates.find(({ key }) => isSignedBy(key, bytes, sig));
  if (found !== undefined) {
    const { fingerprint } = found.key;
    return { ...standingOf(found, context), keyid, fingerprint, identity: null, by: found };
  }
  if (hinted !== undefined)
    return { ...nobody, status: "invalid", keyid, why: `it names ${hinted.owner}'s key, which does not verify it` };
  return { ...nobody, status: "untrusted", keyid, why: "no trusted key verifies it" };
};
