/**
 * What holds for every signer, written once: nothing leaves it that its own public key does not verify.
 *
 * @module
 */
import { KprovError } from "../errors.ts";
import { asDer } from "./ecdsa.ts";
import { isSignedBy } from "./public-key.ts";
import type { Signer } from "./signer.ts";

/**
 * The same signer, whose signatures are in the form that the port promises and are verified before they are handed out.
 *
 * A damaged key, a failing card or a signer that signs something else gives `E_SIGN` here, not a bundle that nobody can verify.
 */
export const withProof = (signer: Signer): Signer => ({
  ...signer,
  sign: async (bytes) => {
    const given = await signer.sign(bytes);
    const sig = signer.publicKey.algorithm === "ecdsa-p256" ? asDer(given) : given;
    if (!isSignedBy(signer.publicKey, bytes, sig))
      throw new KprovError(
        "E_SIGN",
        `${signer.label} gave a signature that its own public key ${signer.publicKey.fingerprint} does not verify`,
      );
    return sig;
  },
});
