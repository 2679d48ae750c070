/**
 * Signs with a key of the store.
 *
 * @module
 */
import type { KeyObject } from "node:crypto";
import { KprovError } from "../../errors.ts";
import { crypto } from "../../lazy-crypto.ts";
import { findDefaultKey, findKey, keysDirectory, openKey, type StoredKey } from "../keys/store.ts";
import type { SignerOptions } from "../options.ts";
import { passphrases } from "../passphrase.ts";
import type { Algorithm, PublicKey } from "../public-key.ts";
import type { SignerDriver, SignerMeta } from "../registry.ts";
import type { Signer } from "../signer.ts";

const meta: SignerMeta = { name: "key-file", spec: "NAME", packages: [] };

const open = async (wanted: string | undefined, options: SignerOptions): Promise<Signer> =>
  openStored(findKey(keysDirectory(options), wanted ?? ""), options);

/** The key that is meant when none is named. */
export const openDefault = async (options: SignerOptions): Promise<Signer> =>
  openStored(findDefaultKey(keysDirectory(options)), options);

/** A signer of a private key that this process holds. */
export const localSigner = (object: KeyObject, publicKey: PublicKey, label: string): Signer => ({
  kind: "key",
  publicKey,
  label,
  sign: async (bytes) => signLocally(object, publicKey.algorithm, bytes, label),
});

export default { meta, open } satisfies SignerDriver;

// --- internal ---

const openStored = async (stored: StoredKey, options: SignerOptions): Promise<Signer> => {
  const object = await openKey(stored, (options.passphrases ?? passphrases(options)).unlock);
  return localSigner(object, stored.document.key, `key "${stored.name}"`);
};

const signLocally = (object: KeyObject, algorithm: Algorithm, bytes: Buffer, label: string): Buffer => {
  try {
    return crypto().sign(algorithm === "ed25519" ? null : "sha256", bytes, object);
  } catch (cause) {
    throw new KprovError("E_SIGN", `${label} did not sign`, { cause });
  }
};
