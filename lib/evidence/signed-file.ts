/**
 * Files with signatures in them: DSSE envelopes and Sigstore bundles, told apart by what they are, never by their name.
 *
 * Sources: in-toto attestation specification v1 (Bundle: JSON Lines), sigstore/protobuf-specs, `sigstore_bundle.proto` v0.1 to
 * v0.3 in its JSON mapping.
 *
 * @module
 */
import { KprovError } from "../errors.ts";
import type { JsonValue } from "../json.ts";
import { decodeBase64, type Envelope, parseDocuments, parseEnvelope } from "./envelope.ts";

type JsonObject = { [key: string]: JsonValue };

/** Who signed, as far as a Sigstore bundle says it: a key by a hint, or a certificate that another authority must prove. */
export type SigstoreMaterial = { kind: "key"; hint: string } | { kind: "certificate" };

export type SignedPiece =
  | { form: "envelope"; envelope: Envelope }
  | { form: "sigstore"; envelope: Envelope; material: SigstoreMaterial; document: JsonObject }
  /** A bare signature over a file that has to be at hand. */
  | { form: "message"; sig: Buffer; digest: Buffer; material: SigstoreMaterial; document: JsonObject };

/**
 * Everything signed in `bytes`: one JSON document, or one on each line. Throws `E_ENVELOPE` for whatever is neither form,
 * ambiguous, or empty; `name` says which file.
 */
export const parseSignedFile = (bytes: Buffer, name: string): SignedPiece[] =>
  parseDocuments(bytes, name).map((value) =>
    isObject(value) && "mediaType" in value ? parseSigstoreBundle(value, name) : envelopePiece(value, name),
  );

// --- internal ---

const mediaTypes: ReadonlySet<string> = new Set([
  "application/vnd.dev.sigstore.bundle+json;version=0.1",
  "application/vnd.dev.sigstore.bundle+json;version=0.2",
  "application/vnd.dev.sigstore.bundle+json;version=0.3",
  "application/vnd.dev.sigstore.bundle.v0.3+json",
]);

const envelopePiece = (value: JsonValue, name: string): SignedPiece => {
  if (isObject(value) && "_type" in value && "predicateType" in value)
    throw new KprovError("E_ENVELOPE", `"${name}" is a statement that nobody has signed`, {
      hint: "whoever makes it signs it: --key NAME, or kprovengine sign",
    });
  return { form: "envelope", envelope: parseEnvelope(value, name) };
};

const parseSigstoreBundle = (document: JsonObject, name: string): SignedPiece => {
  const { mediaType, verificationMaterial, dsseEnvelope, messageSignature } = document;
  if (typeof mediaType !== "string" || !mediaTypes.has(mediaType))
    throw malformed(name, "its media type is none of v0.1 to v0.3");
  const material = parseMaterial(verificationMaterial, name);
  // Two contents would be read differently by two readers.
  if ((dsseEnvelope === undefined) === (messageSignature === undefined))
    throw malformed(name, 'expected one of "dsseEnvelope" and "messageSignature"');
  if (dsseEnvelope === undefined) return parseMessage(messageSignature, { material, document, name });
  const envelope = parseEnvelope(dsseEnvelope, name);
  if (envelope.signatures.length !== 1)
    throw malformed(name, `expected one signature in it, found ${envelope.signatures.length}`);
  return { form: "sigstore", envelope, material, document };
};

const parseMaterial = (value: JsonValue | undefined, name: string): SigstoreMaterial => {
  const found = isObject(value)
    ? ["publicKey", "certificate", "x509CertificateChain"].filter((key) => value[key] !== undefined)
    : [];
  if (!isObject(value) || found.length !== 1)
    throw malformed(
      name,
      'expected one of "publicKey", "certificate", "x509CertificateChain" in "verificationMaterial"',
    );
  const { publicKey } = value;
  if (publicKey === undefined) return { kind: "certificate" };
  const hint = isObject(publicKey) ? (publicKey["hint"] ?? "") : undefined;
  if (typeof hint !== "string") throw malformed(name, '"publicKey" has no hint');
  return { kind: "key", hint };
};

const parseMessage = (
  value: JsonValue | undefined,
  { material, document, name }: { material: SigstoreMaterial; document: JsonObject; name: string },
): SignedPiece => {
  const digest = isObject(value) && isObject(value["messageDigest"]) ? value["messageDigest"] : undefined;
  if (!isObject(value) || digest === undefined) throw malformed(name, '"messageSignature" has no digest');
  // Others exist in the format; no signature of our two algorithms is over anything else.
  if (digest["algorithm"] !== "SHA2_256") throw malformed(name, 'expected "SHA2_256" as the algorithm of its digest');
  const sig = decodeBase64(value["signature"], "signature", name);
  if (sig.length === 0) throw malformed(name, "a signature is empty");
  return { form: "message", sig, digest: decodeBase64(digest["digest"], "digest", name), material, document };
};

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const malformed = (name: string, why: string): KprovError =>
  new KprovError("E_ENVELOPE", `"${name}" is not a Sigstore bundle: ${why}`);
