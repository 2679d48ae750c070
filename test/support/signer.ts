/**
 * Signers with keys of their own, and bundles that they signed.
 *
 * @module
 */
import { type Algorithm, type Signer, signBundle } from "../../lib/sign/index.ts";
import { verifyBundle } from "../../lib/verify/index.ts";
import { makeKey } from "./sign.ts";

/** A signer with a new key. */
export const createSigner = (algorithm: Algorithm): Signer => {
  const key = makeKey(algorithm);
  return { kind: "key", publicKey: key.publicKey, label: algorithm, sign: async (bytes) => key.sign(bytes) };
};

/** Sign the bundle in `dir` with each of `signers`. */
export const signWith = async (dir: string, signers: readonly Signer[]): Promise<void> => {
  const { bundleDigest } = await verifyBundle(dir, { integrityOnly: true });
  await signBundle(dir, { shown: dir, bundleDigest: bundleDigest ?? "", signers });
};
