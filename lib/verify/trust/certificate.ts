/**
 * Signatures under a short-lived certificate: judged by Sigstore's own library, under the trusted root that the trust file names.
 *
 * The library is slow to load and only loaded here. Two things that it leaves to its caller are done before it is asked: the
 * digest in a bundle must be the artifact's, and a chain must not bring its own root.
 *
 * @module
 */
import type { X509Certificate } from "node:crypto";
import { sha256 } from "../../digest.ts";
import { KprovError, messageOf } from "../../errors.ts";
import type { SignedPiece } from "../../evidence/index.ts";
import { type JsonValue, parseJson } from "../../json.ts";
import { crypto } from "../../lazy-crypto.ts";
import { readDocument } from "../read.ts";
import { type Belief, type BeliefContext, nobody, standingOf } from "./believe.ts";
import type { TrustedIdentity } from "./types.ts";

type CertificatePiece = Exclude<SignedPiece, { form: "envelope" }>;

/** The belief in the one signature of a bundle that carries a certificate. Throws `E_TRUST` for an unusable trusted root. */
export const believeCertificate = async (piece: CertificatePiece, context: BeliefContext): Promise<Belief> => {
  const keyid = "";
  const { trustedRoot, file } = context.trust;
  if (trustedRoot === undefined)
    return { ...nobody, status: "unjudged", keyid, why: "the trust file names no trusted root for certificates" };
  const identities = file.identities ?? [];
  try {
    const identity = await identityOf(piece, trustedRoot, context.artifact);
    const by = identities.find(({ issuer, subject }) => issuer === identity.issuer && subject === identity.subject);
    if (by === undefined)
      return { ...nobody, status: "untrusted", keyid, identity, why: `nobody trusts "${identity.subject}"` };
    return { ...standingOf(by, context), keyid, fingerprint: null, identity, by };
  } catch (error) {
    if (error instanceof KprovError) throw error;
    const why = `its certificate does not hold: ${messageOf(error)}`;
    return { ...nobody, status: claimsTrusted(piece, identities) ? "invalid" : "untrusted", keyid, why };
  }
};

/** Throws `E_TRUST` for a trusted root that can't be used, whether a certificate will be judged under it or not. */
export const assertTrustedRoot = async (path: string): Promise<void> => {
  await readRoot(path);
};

// --- internal ---

/** Who signed, proved by certificate, log and time. Throws the library's error, or a plain one, when it is not. */
const identityOf = async (
  piece: CertificatePiece,
  trustedRoot: string,
  artifact: Buffer | undefined,
): Promise<{ issuer: string; subject: string }> => {
  assertNoRoot(piece.document);
  if (piece.form === "message") assertDigest(piece.digest, artifact);
  const [{ bundleFromJSON }, { toSignedEntity, toTrustMaterial, Verifier }] = await Promise.all([
    import("@sigstore/bundle"),
    import("@sigstore/verify"),
  ]);
  const root = await readRoot(trustedRoot);
  const bundle = bundleFromJSON(piece.document);
  // Read twice, by us and by the library: the same bytes, or nothing.
  if (piece.form === "sigstore" && bundle.content.$case === "dsseEnvelope") {
    const { payload, payloadType, signatures } = bundle.content.dsseEnvelope;
    const [sig] = piece.envelope.signatures;
    const isSame =
      payload.equals(piece.envelope.payload) && payloadType === piece.envelope.payloadType && sig !== undefined;
    if (!isSame || signatures[0]?.sig.equals(sig.sig) !== true) throw new Error("it reads differently twice");
  }
  // A private deployment may have no logs; then its root says so, and the verifier chose that root.
  const verifier = new Verifier(toTrustMaterial(root), {
    ctlogThreshold: Math.min(1, root.ctlogs.length),
    tlogThreshold: Math.min(1, root.tlogs.length),
    timestampThreshold: 1,
  });
  const { identity } = verifier.verify(toSignedEntity(bundle, artifact));
  const [issuer, subject] = [identity?.extensions?.issuer, identity?.subjectAlternativeName];
  if (issuer === undefined || subject === undefined) throw new Error("it names nobody");
  return { issuer, subject };
};

/** Read anew for each certificate: a bundle has a few, and nothing is kept between verifications. */
const readRoot = async (path: string) => {
  const { TrustedRoot } = await import("@sigstore/protobuf-specs");
  const document = readDocument(path, 16 * 2 ** 20);
  if ("failed" in document)
    throw new KprovError(
      "E_TRUST",
      `Cannot read the trusted root "${path}": ${reasons[document.failed] ?? document.failed}`,
      {
        hint: "sigstore.trustedRoot of the trust file, or --trusted-root, names Sigstore's trusted_root.json",
      },
    );
  try {
    return TrustedRoot.fromJSON(parseJson(document.bytes, { name: path }));
  } catch (cause) {
    throw new KprovError("E_TRUST", `Cannot use the trusted root "${path}": ${messageOf(cause)}`, { cause });
  }
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  special: "it is not a plain file",
  large: "it is larger than 16 MiB",
};

const assertDigest = (digest: Buffer, artifact: Buffer | undefined): void => {
  if (artifact === undefined) throw new Error("the file it is over is not at hand");
  if (digest.toString("hex") !== sha256(artifact)) throw new Error("its digest is not the file's");
};

/** A root that comes with the bundle is either known already or not to be believed (Sigstore client specification). */
const assertNoRoot = (document: CertificatePiece["document"]): void => {
  if (certificatesOf(document).some((certificate) => certificate.checkIssued(certificate)))
    throw new Error("it brings a root certificate along");
};

const certificatesOf = ({ verificationMaterial }: CertificatePiece["document"]): X509Certificate[] => {
  const { X509Certificate: Certificate } = crypto();
  const material = verificationMaterial as { [key: string]: JsonValue };
  const chain = material["x509CertificateChain"] as { certificates?: JsonValue } | undefined;
  const listed = chain === undefined ? [material["certificate"]] : chain?.certificates;
  if (!Array.isArray(listed) || listed.length === 0) throw new Error("it has no certificate");
  return listed.map((entry) => {
    const raw = (entry as { rawBytes?: JsonValue } | null)?.rawBytes;
    if (typeof raw !== "string") throw new Error("it has no certificate");
    return new Certificate(Buffer.from(raw, "base64"));
  });
};

/** Whether the certificate, proved or not, speaks in the name of a trusted identity. */
const claimsTrusted = ({ document }: CertificatePiece, identities: readonly TrustedIdentity[]): boolean => {
  try {
    const names = certificatesOf(document)[0]?.subjectAltName?.split(", ") ?? [];
    return identities.some(({ subject }) => names.some((name) => name.slice(name.indexOf(":") + 1) === subject));
  } catch {
    return false; // No certificate at all.
  }
};
