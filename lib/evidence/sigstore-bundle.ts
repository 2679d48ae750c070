/**
 * Sigstore bundles v0.3 of a DSSE envelope that was signed by a key: for verifiers that know no other form.
 *
 * Source: sigstore/protobuf-specs, `sigstore_bundle.proto` and its JSON mapping. A bundle holds exactly one signature.
 *
 * @module
 */
import type { Envelope } from "./envelope.ts";

export const sigstoreBundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";

/** The bundle on one line; `hint` names the key, and the envelope must have one signature. */
export const formatSigstoreBundle = ({ payloadType, payload, signatures }: Envelope, hint: string): string =>
  `${JSON.stringify({
    mediaType: sigstoreBundleType,
    verificationMaterial: { publicKey: { hint } },
    dsseEnvelope: {
      payload: payload.toString("base64"),
      payloadType,
      signatures: signatures.slice(0, 1).map(({ keyid, sig }) => ({ sig: sig.toString("base64"), keyid })),
    },
  })}\n`;
