/**
 * Keys and signers: who can vouch for a bundle, and with what.
 *
 * @module
 */
export { attach } from "./attach.ts";
export {
  type Algorithm,
  describePublicKey,
  isSignedBy,
  keyDigest,
  type PublicKey,
  parsePublicKey,
} from "./public-key.ts";
export { type SignatureReport, signBundle } from "./sign-bundle.ts";
export type { AnySigner, KeylessSigner, Signer } from "./signer.ts";
