/**
 * Everything that is made of the salt.
 *
 * @module
 */
import type { Hmac } from "node:crypto";
import { crypto } from "../../lazy-crypto.ts";

/** Keyed digests of one list; HMAC-SHA-256 (RFC 2104) throughout. */
export interface Keys {
  /** What the list shows of a token: 32 bytes over its normal form. */
  digestOf(form: Uint8Array): string;
  /** Eight bytes that hide an entry's hint: with the digest as its name, none is used twice. */
  padOf(digest: string): Buffer;
  /** 16 bytes in hex that only the salt's holder can make: over everything else that an entry says. */
  sealOf(...parts: readonly string[]): string;
  /** The same for the list: another salt gives another one. */
  check: string;
  /** Of the quick look: neither can be chosen by who writes the texts. */
  filter: { seed: number; factor: number };
  /** Names a text without showing it, 32 bytes in hex: for fingerprints, which are published. */
  blind(text: string): string;
  /** Letters that no repository has: what every run plants and must find. */
  canary: string;
}

/** `salt`: see `assertSalt`. `id`: of the list, so that equal tokens of two lists have different digests. */
export const deriveKeys = (salt: string, id: string): Keys => {
  const master = hmac(Buffer.from(salt), `kprov.deny-list/v1 ${id}`).digest();
  const [digestKey, padKey, sealKey, blindKey] = ["digest", "pad", "seal", "blind"].map((use) =>
    hmac(master, use).digest(),
  );
  const filter = hmac(master, "filter").digest();
  const key = (one: Buffer | undefined): Buffer => one ?? master;
  return {
    digestOf: (form) => hmac(key(digestKey), form).digest("hex"),
    padOf: (digest) => hmac(key(padKey), digest).digest().subarray(0, 8),
    sealOf: (...parts) => hmac(key(sealKey), JSON.stringify(parts)).digest("hex").slice(0, 32),
    check: hmac(master, "check").digest("hex").slice(0, 32),
    // An odd factor loses nothing.
    filter: { seed: filter.readInt32LE(0), factor: filter.readInt32LE(4) | 1 },
    blind: (text) => hmac(key(blindKey), text).digest("hex"),
    canary: `kprov${lettersOf(hmac(master, "canary").digest())}`,
  };
};

// --- internal ---

const hmac = (key: Uint8Array, text: string | Uint8Array): Hmac => crypto().createHmac("sha256", key).update(text);

const lettersOf = (bytes: Buffer): string =>
  Array.from(bytes.subarray(0, 16), (byte) => String.fromCharCode(0x61 + (byte % 26))).join("");
