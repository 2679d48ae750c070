/**
 * One token in the list: a digest that says nothing without the salt, and a hint that makes it quick to look for.
 *
 * @module
 */

import type { Keys } from "./keys.ts";
import { shortestForm } from "./letters.ts";
import type { NormalForm } from "./normal-form.ts";

/** As it is written. */
export interface Entry {
  /** HMAC-SHA-256 over the token's normal form, in hex. */
  digest: string;
  /** Eight hidden bytes and sixteen that vouch for the entry, in hex. */
  hint: string;
  /** What the token is about, in words that may be read by everybody. */
  note?: string;
}

/** An entry whose hint was opened: what the quick look asks before it computes a digest. */
export interface OpenEntry {
  /** Which of the list. */
  index: number;
  digest: string;
  /** Of the first four bytes of the normal form. */
  prefix: number;
  /** Bytes of the normal form. */
  length: number;
  /** Of the whole normal form. */
  hash: number;
  isAscii: boolean;
  isWide: boolean;
}

/** The entry for a token. */
export const makeEntry = ({ bytes, isAscii, isWide }: NormalForm, keys: Keys, note?: string): Entry => {
  const digest = keys.digestOf(bytes);
  const plain = Buffer.alloc(8);
  plain.writeUInt16LE(prefixOf(bytes.readInt32BE(0), keys.filter), 0);
  plain.writeUInt32LE(hashOf(bytes, keys.filter.seed), 2);
  plain[6] = bytes.length;
  plain[7] = (isAscii ? asciiFlag : 0) | (isWide ? wideFlag : 0);
  const hidden = hide(plain, keys.padOf(digest));
  const seal = keys.sealOf(digest, hidden, note ?? "");
  return { digest, hint: `${hidden}${seal}`, ...(note !== undefined && { note }) };
};

/** Undefined for an entry that the salt's holder did not make so: it was changed, and might never be found. */
export const openEntry = ({ digest, hint, note }: Entry, index: number, keys: Keys): OpenEntry | undefined => {
  const [hidden, seal] = [hint.slice(0, 16), hint.slice(16)];
  if (seal !== keys.sealOf(digest, hidden, note ?? "")) return undefined;
  const plain = Buffer.from(hide(Buffer.from(hidden, "hex"), keys.padOf(digest)), "hex");
  const length = plain[6] ?? 0;
  if (length < shortestForm) return undefined;
  const [prefix, hash] = [plain.readUInt16LE(0), plain.readUInt32LE(2)];
  const flags = plain[7] ?? 0;
  const [isAscii, isWide] = [(flags & asciiFlag) !== 0, (flags & wideFlag) !== 0];
  // One that nobody looks for is no entry.
  return isAscii || isWide ? { index, digest, prefix, length, hash, isAscii, isWide } : undefined;
};

/** 16 bits of four letters, the first one highest. */
export const prefixOf = (letters: number, { seed, factor }: Keys["filter"]): number =>
  Math.imul(letters ^ seed, factor) >>> 16;

/** 32 bits of a normal form: Fowler, Noll and Vo's method, begun with the seed. */
export const hashOf = (form: Uint8Array, seed: number): number => {
  let hash = seed;
  for (const byte of form) hash = addToHash(hash, byte);
  return hash >>> 0;
};

/** One byte more, before the sign is taken off. */
export const addToHash = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193);

// --- internal ---

const [asciiFlag, wideFlag] = [1, 2];

const hide = (bytes: Buffer, pad: Buffer): string =>
  Buffer.from(bytes.map((byte, index) => byte ^ (pad[index] ?? 0))).toString("hex");
