/**
 * Keys and signers: who can vouch for a bundle, and with what.
 *
 * @module
 */
export { type Algorithm, describePublicKey, isSignedBy, type PublicKey, parsePublicKey } from "./public-key.ts";
export type { AnySigner, KeylessSigner, Signer } from "./signer.ts";
