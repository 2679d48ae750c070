/**
 * The port of everything that can sign.
 *
 * @module
 */
import type { PublicKey } from "./public-key.ts";

/** Signs bytes with one key. Unlocked: whoever holds one is never asked for a passphrase again. */
export interface Signer {
  kind: "key";
  publicKey: PublicKey;
  /** What holds the key, for people: `key "laptop"`, `ssh-agent`, `exec:./kms-sign`. */
  label: string;
  /**
   * The signature over `bytes`: 64 bytes for Ed25519 (RFC 8032), DER for ECDSA P-256 with SHA-256.
   *
   * Throws `E_SIGN`. May be called several times.
   */
  sign(bytes: Buffer): Promise<Buffer>;
}

/** Signs by an identity that a certificate authority vouches for at the moment of signing; there is no key to keep. */
export interface KeylessSigner {
  kind: "keyless";
  label: string;
  /** A whole Sigstore bundle (v0.3, as JSON) over a DSSE envelope of `payload`. Throws `E_SIGN`. */
  signEnvelope(payload: Buffer, payloadType: string): Promise<object>;
}

export type AnySigner = Signer | KeylessSigner;
