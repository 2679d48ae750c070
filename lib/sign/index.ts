/**
 * Keys and signers: who can vouch for a bundle, and with what.
 *
 * @module
 */
export { attach } from "./attach.ts";
export { ownTerminal, readHidden, type Terminal } from "./hidden-input.ts";
export { makeFirstKey } from "./keys/first.ts";
export { createKey, exportPrivate, importKey, type KeyOptions } from "./keys/manage.ts";
export { type Candidate, publishedDirectory, publishKey, readCandidates, readPublicFile } from "./keys/published.ts";
export {
  assertWholeFingerprint,
  findKey,
  generateKey,
  keysDirectory,
  listKeys,
  publicLine,
  type StoredKey,
  saveKey,
} from "./keys/store.ts";
export { parsePassphraseFd, type SignerOptions } from "./options.ts";
export { passphrases } from "./passphrase.ts";
export {
  type Algorithm,
  describePublicKey,
  isSignedBy,
  keyDigest,
  type PublicKey,
  parsePublicKey,
} from "./public-key.ts";
export { defaultSigner, openSigner, openSigners, type SignerMeta, signerMetas } from "./registry.ts";
export { type SignatureReport, signBundle } from "./sign-bundle.ts";
export type { AnySigner, KeylessSigner, Signer } from "./signer.ts";
export { formatSignatures } from "./text.ts";
