/**
 * Public keys: read in the two forms that people have them in, compared by one fingerprint, asked about a signature.
 *
 * Ed25519 and ECDSA P-256 only: both are accepted by OpenSSH, by openssl and by Sigstore's verifiers.
 *
 * @module
 */
import type { KeyObject } from "node:crypto";
import { KprovError } from "../errors.ts";
import { crypto } from "../lazy-crypto.ts";

export type Algorithm = "ed25519" | "ecdsa-p256";

export interface PublicKey {
  algorithm: Algorithm;
  /** `SHA256:` and 43 base64 digits over the SSH wire form: what `ssh-keygen -l` shows, so people can compare it. */
  fingerprint: string;
  /** SubjectPublicKeyInfo, for openssl. */
  pem: string;
  /** `ssh-ed25519 AAAA…` without a comment. */
  ssh: string;
}

/**
 * Read a public key: PEM (SubjectPublicKeyInfo) or one line of OpenSSH's format, options not allowed.
 *
 * Throws `E_KEY`: another algorithm, a private key, anything malformed. Two writings of one key give one fingerprint.
 */
export const parsePublicKey = (text: string, name: string): PublicKey => {
  const trimmed = text.trim();
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(trimmed))
    throw new KprovError("E_KEY", `"${name}" holds a private key: expected a public one`);
  if (trimmed.startsWith("-----BEGIN PUBLIC KEY-----")) return describePublicKey(importPem(trimmed, name), name);
  return describePublicKey(importSsh(trimmed, name), name);
};

/** What is known of a key that Node holds; throws `E_KEY` for algorithms other than the two. */
export const describePublicKey = (object: KeyObject, name: string): PublicKey => {
  const jwk = object.type === "public" ? object.export({ format: "jwk" }) : {};
  const algorithm = algorithmOf(jwk);
  if (algorithm === undefined)
    throw new KprovError("E_KEY", `"${name}" is not a key that can be used: expected Ed25519 or ECDSA P-256`);
  const wire =
    algorithm === "ed25519" ? sshBlob(["ssh-ed25519", decode(jwk.x)]) : p256Blob(decode(jwk.x), decode(jwk.y));
  return {
    algorithm,
    fingerprint: `SHA256:${crypto().createHash("sha256").update(wire).digest("base64").replace(/=+$/, "")}`,
    pem: object.export({ format: "pem", type: "spki" }).toString(),
    ssh: `${sshNames[algorithm]} ${wire.toString("base64")}`,
  };
};

/**
 * Whether `sig` over `bytes` is by `key`. Never throws.
 *
 * ECDSA over SHA-256 is accepted as DER (RFC 3279) and as raw r and s of 32 bytes each (IEEE P1363): both are in use.
 */
export const isSignedBy = (key: PublicKey, bytes: Uint8Array, sig: Uint8Array): boolean => {
  const { verify } = crypto();
  try {
    if (key.algorithm === "ed25519") return sig.length === 64 && verify(null, bytes, key.pem, sig);
    if (verify("sha256", bytes, { key: key.pem, dsaEncoding: "der" }, sig)) return true;
    return sig.length === 64 && verify("sha256", bytes, { key: key.pem, dsaEncoding: "ieee-p1363" }, sig);
  } catch {
    return false;
  }
};

/** SHA-256 of the SSH wire form, in hex: the fingerprint as file names can have it. */
export const keyDigest = ({ fingerprint }: PublicKey): string =>
  Buffer.from(fingerprint.slice("SHA256:".length), "base64").toString("hex");

/** Fields of OpenSSH's wire format: each as its length in four bytes and its bytes (RFC 4251 section 5). */
export const sshBlob = (fields: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(
    fields.flatMap((field) => {
      const bytes = typeof field === "string" ? Buffer.from(field, "utf8") : field;
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );

/** The inverse of {@link sshBlob}; undefined when the bytes are cut short or one too many. */
export const splitSshBlob = (blob: Buffer): Buffer[] | undefined => {
  const fields: Buffer[] = [];
  for (let at = 0; at < blob.length; ) {
    if (at + 4 > blob.length) return undefined;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return fields;
};

// --- internal ---

const sshNames = { ed25519: "ssh-ed25519", "ecdsa-p256": "ecdsa-sha2-nistp256" } as const satisfies Record<
  Algorithm,
  string
>;

type Jwk = { kty?: string; crv?: string; x?: string; y?: string };

const algorithmOf = ({ kty, crv }: Jwk): Algorithm | undefined => {
  if (kty === "OKP" && crv === "Ed25519") return "ed25519";
  return kty === "EC" && crv === "P-256" ? "ecdsa-p256" : undefined;
};

const decode = (text = ""): Buffer => Buffer.from(text, "base64url");

/** The point is uncompressed: 4, x, y (RFC 5656 section 3.1). */
const p256Blob = (x: Buffer, y: Buffer): Buffer =>
  sshBlob([sshNames["ecdsa-p256"], "nistp256", Buffer.concat([Buffer.from([4]), x, y])]);

const importPem = (pem: string, name: string): KeyObject => {
  try {
    return crypto().createPublicKey(pem);
  } catch (cause) {
    throw new KprovError("E_KEY", `Cannot read the public key "${name}": it is not a PEM SubjectPublicKeyInfo`, {
      cause,
    });
  }
};

const importSsh = (line: string, name: string): KeyObject => {
  const jwk = jwkOfSsh(line);
  if (jwk === undefined)
    throw new KprovError(
      "E_KEY",
      `Cannot read the public key "${name}": expected PEM, or one line "ssh-ed25519 …" or "ecdsa-sha2-nistp256 …"`,
    );
  try {
    return crypto().createPublicKey({ format: "jwk", key: jwk });
  } catch (cause) {
    throw new KprovError("E_KEY", `Cannot read the public key "${name}": it is no point of its curve`, { cause });
  }
};

const jwkOfSsh = (line: string): { kty: string; crv: string; x: string; y?: string } | undefined => {
  if (/[\r\n]/.test(line)) return undefined;
  const [kind = "", base64 = ""] = line.split(/[ \t]+/);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const fields = splitSshBlob(Buffer.from(base64, "base64"));
  if (fields?.[0]?.toString("latin1") !== kind) return undefined;
  const [, second, point] = fields;
  if (kind === "ssh-ed25519" && fields.length === 2 && second?.length === 32)
    return { kty: "OKP", crv: "Ed25519", x: second.toString("base64url") };
  if (kind !== "ecdsa-sha2-nistp256" || fields.length !== 3 || second?.toString("latin1") !== "nistp256")
    return undefined;
  if (point?.length !== 65 || point[0] !== 4) return undefined;
  return {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
};
