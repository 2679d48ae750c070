/**
 * Keys in memory, signed bundles, and trust files that believe them.
 *
 * @module
 */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256 } from "../../lib/digest.ts";
import {
  attestationPath,
  type Envelope,
  formatBundleStatement,
  formatEnvelope,
  formatSigstoreBundle,
  inTotoPayloadType,
  layout,
  type Manifest,
  type Provenance,
  preAuthEncoding,
  type RunSummary,
  stableDigest,
  statementType,
} from "../../lib/evidence/index.ts";
import { formatDocument, type JsonValue } from "../../lib/json.ts";
import { describePublicKey, keyDigest, type PublicKey } from "../../lib/sign/index.ts";
import type { Role, TrustedKey, TrustFile } from "../../lib/verify/index.ts";

export interface TestKey {
  publicKey: PublicKey;
  privateKey: KeyObject;
  sign(bytes: Buffer): Buffer;
}

export const makeKey = (algorithm: PublicKey["algorithm"] = "ed25519"): TestKey => {
  const { publicKey, privateKey } =
    algorithm === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    publicKey: describePublicKey(publicKey, "test"),
    privateKey,
    sign: (bytes) => sign(algorithm === "ed25519" ? null : "sha256", bytes, privateKey),
  };
};

/** An entry of a trust file. */
export const trusting = (
  { publicKey }: TestKey,
  owner: string,
  roles: readonly Role[] = ["runner"],
  more: Partial<TrustedKey> = {},
): TrustedKey => ({ fingerprint: publicKey.fingerprint, publicKey: publicKey.ssh, owner, roles, ...more });

export const trustFile = (keys: readonly TrustedKey[], require?: TrustFile["require"]): TrustFile => ({
  schema: "kprov.trust/v1",
  keys,
  ...(require !== undefined && { require }),
});

/** An envelope over `payload` by `keys`. */
export const envelopeOf = (
  payload: Buffer,
  keys: readonly TestKey[],
  payloadType: string = inTotoPayloadType,
): Envelope => ({
  payloadType,
  payload,
  signatures: keys.map((key) => ({
    keyid: key.publicKey.fingerprint,
    sig: key.sign(preAuthEncoding(payloadType, payload)),
  })),
});

/** The two payloads that sign a run. */
export const payloadsOf = (dir: string): { provenance: Buffer; bundle: Buffer } => {
  const read = <T>(path: string): T => JSON.parse(readFileSync(join(dir, path), "utf8")) as T;
  const provenance = readFileSync(join(dir, layout.provenance));
  const { predicate } = JSON.parse(provenance.toString("utf8")) as Provenance;
  return {
    provenance,
    bundle: formatBundleStatement({
      bundleDigest: digestOf(dir),
      stableDigest: stableDigest(read<Manifest>(layout.manifest).members),
      runId: read<RunSummary>(layout.summary).runId,
      step: predicate.buildDefinition.externalParameters.step,
      outcome: predicate.runDetails.kprov_outcome.status,
    }),
  };
};

export const digestOf = (dir: string): string => sha256(readFileSync(join(dir, layout.manifest)));

/** Put a file into the bundle. */
export const put = (dir: string, path: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), content);
};

/** Sign a bundle as `kprovengine sign` does, with each key by itself. Returns `dir`. */
export const signRun = (
  dir: string,
  keys: readonly TestKey[],
  forms: readonly ("intoto.jsonl" | "sigstore.json")[] = ["intoto.jsonl"],
): string => {
  for (const [what, payload] of Object.entries(payloadsOf(dir)) as ["provenance" | "bundle", Buffer][]) {
    for (const key of keys) {
      const envelope = envelopeOf(payload, [key]);
      for (const form of forms) {
        const text =
          form === "intoto.jsonl"
            ? formatEnvelope(envelope)
            : formatSigstoreBundle(envelope, key.publicKey.fingerprint);
        put(dir, attestationPath(what, keyDigest(key.publicKey), form), text);
      }
    }
  }
  return dir;
};

/** The bytes of a statement. */
export const statementOf = (
  predicateType: string,
  subject: readonly { name?: string; digest: Record<string, string> }[],
  predicate: JsonValue = {},
): Buffer => formatDocument({ _type: statementType, subject: [...subject], predicateType, predicate });

/** A test result about a digest. */
export const testResult = (digest: Record<string, string>, result = "PASSED", check?: string): Buffer =>
  statementOf("https://in-toto.io/attestation/test-result/v0.1", [{ name: "subject", digest }], {
    result,
    configuration: [],
    ...(check !== undefined && { kprov_check: check }),
  });
