/**
 * An Ed25519 key as in-toto knows it.
 *
 * @module
 */
import { sha256 } from "../../digest.ts";
import { KprovError } from "../../errors.ts";
import type { JsonValue } from "../../json.ts";
import { crypto } from "../../lazy-crypto.ts";
import type { AnySigner, Signer } from "../../sign/index.ts";
import { olpcJson } from "./canonical.ts";

export interface FunctionaryKey {
  /** Of the key object below, as securesystemslib 0.29 and later compute it. */
  keyid: string;
  /**
   * The same key has another id in older versions, which counted the field `keyid_hash_algorithms` in: a verifier looks for the
   * signature under the id that it computes from its own copy of the key.
   */
  olderKeyid: string;
  /** As it stands in a layout. */
  object: JsonValue;
  /** SubjectPublicKeyInfo, for `--verification-keys`. */
  pem: string;
  /** The custom form of older versions, for `--layout-keys`. */
  json: string;
}

/** Describe the key of `signer`. Throws `E_EXPORT` for another algorithm: Metablocks are signed by Ed25519 here. */
export const functionaryKey = (signer: AnySigner): { signer: Signer; key: FunctionaryKey } => {
  if (signer.kind === "keyless") throw refused(`"${signer.label}" has none to give to a verifier`);
  const { algorithm, pem } = signer.publicKey;
  if (algorithm !== "ed25519") throw refused(`${signer.label} is ${algorithm}`);
  // RFC 8410 section 4: the key is the last 32 bytes of the 44 of its SubjectPublicKeyInfo.
  const der = crypto().createPublicKey(pem).export({ format: "der", type: "spki" });
  const keyval = { public: der.subarray(-32).toString("hex") };
  const object = { keytype: "ed25519", scheme: "ed25519", keyval };
  const older = { ...object, keyid_hash_algorithms: ["sha256", "sha512"] };
  const key = {
    keyid: sha256(olpcJson(object)),
    olderKeyid: sha256(olpcJson(older)),
    ...{ object, pem },
    json: `${JSON.stringify(older)}\n`,
  };
  return { signer, key };
};

// --- internal ---

const refused = (why: string): KprovError =>
  new KprovError("E_EXPORT", `Cannot sign for in-toto: it needs an Ed25519 key, and ${why}`, {
    hint: "name one with --key; kprovengine keys new NAME makes one",
  });
