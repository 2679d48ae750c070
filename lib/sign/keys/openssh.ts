/**
 * Private keys as OpenSSH keeps them (PROTOCOL.key), those without a passphrase.
 *
 * Encrypted ones are left to ssh-agent: it has unlocked them already, and asks nobody to trust another program with the
 * passphrase.
 *
 * @module
 */
import type { KeyObject } from "node:crypto";
import { KprovError } from "../../errors.ts";
import { crypto } from "../../lazy-crypto.ts";
import { shellQuote } from "../../text.ts";
import { describePublicKey, splitSshBlob, sshBlob } from "../public-key.ts";

/** Put together, because a file that holds the line as it stands looks like a private key to every scanner. */
const [begin, end] = ["BEGIN", "END"].map((word) => `-----${word} OPENSSH PRIVATE KEY-----`) as [string, string];

/** Whether a text is meant to be such a key. */
export const isOpenssh = (text: string): boolean => text.trimStart().startsWith(begin);

/**
 * The private key in a file of OpenSSH's: Ed25519 or P-256, one, not encrypted.
 *
 * Throws `E_KEY` for anything else. Its errors quote nothing of the file.
 */
export const parseOpenssh = (text: string, name: string): KeyObject => {
  const { cipher, count, publicBlob, privateBlob } = readContainer(bytesOf(text, name), name);
  if (cipher !== "none")
    throw new KprovError("E_KEY", `"${name}" is encrypted: OpenSSH's encrypted keys are not read here`, {
      hint: `ssh-add ${shellQuote(name)} unlocks it in ssh-agent, which signs as ssh-agent`,
    });
  if (count !== 1) throw malformed(name, `it holds ${count} keys`);
  const object = importKey(readPrivate(privateBlob, name), name);
  const { ssh } = describePublicKey(crypto().createPublicKey(object), name);
  if (ssh.split(" ")[1] !== publicBlob.toString("base64"))
    throw malformed(name, "its two halves don't belong together");
  return object;
};

// --- internal ---

const magic = Buffer.from("openssh-key-v1\0", "latin1");

const bytesOf = (text: string, name: string): Buffer => {
  const trimmed = text.trim();
  const body = trimmed.slice(begin.length, -end.length).replace(/\s+/g, "");
  if (!trimmed.startsWith(begin) || !trimmed.endsWith(end) || !/^[A-Za-z0-9+/]+={0,2}$/.test(body))
    throw malformed(name, "it is cut short, or no base64");
  return Buffer.from(body, "base64");
};

/** PROTOCOL.key: cipher, KDF, its options, how many keys, the public ones, the private ones. */
const readContainer = (bytes: Buffer, name: string) => {
  const start = magic.length;
  if (!bytes.subarray(0, start).equals(magic)) throw malformed(name, "it is of another kind");
  const head = takeFields(bytes, start, 3);
  const count = head !== undefined && head.next + 4 <= bytes.length ? bytes.readUInt32BE(head.next) : undefined;
  if (head === undefined || count === undefined) throw malformed(name, "it is cut short");
  const [cipher] = head.fields;
  if (count !== 1 || cipher?.toString("latin1") !== "none")
    return { cipher: cipher?.toString("latin1"), count, publicBlob: Buffer.alloc(0), privateBlob: Buffer.alloc(0) };
  const rest = splitSshBlob(bytes.subarray(head.next + 4));
  const [publicBlob, privateBlob] = rest ?? [];
  if (rest?.length !== 2 || publicBlob === undefined || privateBlob === undefined)
    throw malformed(name, "it is cut short, or has bytes too many");
  return { cipher: "none", count, publicBlob, privateBlob };
};

type Jwk = { kty: string; crv: string; x: string; y?: string; d: string };

/** Two equal check numbers, the fields of the key, a comment, and 1, 2, 3 … up to a multiple of 8. */
const readPrivate = (blob: Buffer, name: string): Jwk => {
  if (blob.length < 8 || blob.length % 8 !== 0 || !blob.subarray(0, 4).equals(blob.subarray(4, 8)))
    throw malformed(name, "its private part is damaged");
  const kind = takeFields(blob, 8, 1)?.fields[0]?.toString("latin1");
  const fieldsOfKind = kind === "ssh-ed25519" ? 4 : kind === "ecdsa-sha2-nistp256" ? 5 : undefined;
  if (fieldsOfKind === undefined)
    throw new KprovError("E_KEY", `"${name}" is not a key that can be used: expected Ed25519 or ECDSA P-256`);
  const taken = takeFields(blob, 8, fieldsOfKind);
  if (taken === undefined) throw malformed(name, "its private part is cut short");
  const padding = blob.subarray(taken.next);
  if (padding.length > 7 || !padding.every((byte, index) => byte === index + 1))
    throw malformed(name, "its padding is damaged");
  const [, first = Buffer.alloc(0), second = Buffer.alloc(0), third = Buffer.alloc(0)] = taken.fields;
  const jwk = kind === "ssh-ed25519" ? ed25519Jwk(first, second) : p256Jwk(second, third);
  if (jwk === undefined) throw malformed(name, "its private part is damaged");
  return jwk;
};

const ed25519Jwk = (point: Buffer, secret: Buffer): Jwk | undefined =>
  point.length === 32 && secret.length === 64 && secret.subarray(32).equals(point)
    ? { kty: "OKP", crv: "Ed25519", x: url(point), d: url(secret.subarray(0, 32)) }
    : undefined;

const p256Jwk = (point: Buffer, scalar: Buffer): Jwk | undefined => {
  const digits = scalar[0] === 0 ? scalar.subarray(1) : scalar;
  if (point.length !== 65 || point[0] !== 4 || digits.length > 32) return undefined;
  const d = Buffer.concat([Buffer.alloc(32 - digits.length), digits]);
  return { kty: "EC", crv: "P-256", x: url(point.subarray(1, 33)), y: url(point.subarray(33)), d: url(d) };
};

const importKey = (jwk: Jwk, name: string): KeyObject => {
  let object: KeyObject;
  try {
    object = crypto().createPrivateKey({ format: "jwk", key: jwk });
  } catch {
    throw malformed(name, "its private part is no key");
  }
  // A private key is taken with whatever public half stands beside it: asked for a signature, it shows whether they fit.
  const probe = sshBlob(["kprovengine"]);
  const digest = jwk.kty === "EC" ? "sha256" : null;
  if (!crypto().verify(digest, probe, crypto().createPublicKey(object), crypto().sign(digest, probe, object)))
    throw malformed(name, "its two halves don't belong together");
  return object;
};

/** `count` fields of {@link splitSshBlob}'s kind from `start` on. */
const takeFields = (blob: Buffer, start: number, count: number): { fields: Buffer[]; next: number } | undefined => {
  const fields: Buffer[] = [];
  let at = start;
  while (fields.length < count) {
    const next = at + 4 > blob.length ? undefined : at + 4 + blob.readUInt32BE(at);
    if (next === undefined || next > blob.length) return undefined;
    fields.push(blob.subarray(at + 4, next));
    at = next;
  }
  return { fields, next: at };
};

const url = (bytes: Buffer): string => bytes.toString("base64url");

const malformed = (name: string, why: string): KprovError =>
  new KprovError("E_KEY", `"${name}" is not a private key of OpenSSH's: ${why}`);
