/**
 * Messages of the SSH agent protocol (draft-ietf-sshm-ssh-agent): bytes in, bytes out.
 *
 * @module
 */
import { derSignature, unsignedMpint } from "../ecdsa.ts";
import { type PublicKey, parsePublicKey, splitSshBlob, sshBlob } from "../public-key.ts";

/** OpenSSH's agent takes and gives no longer message. */
export const maxMessage = 256 * 1024;

/** Section 6.1. */
const types = { failure: 5, requestIdentities: 11, identitiesAnswer: 12, signRequest: 13, signResponse: 14 } as const;

/** A key that an agent holds. */
export interface Identity {
  /** In the SSH wire form, as the agent wants it back. */
  blob: Buffer;
  /** Such as `ssh-ed25519`. */
  kind: string;
  comment: string;
  /** Undefined for kinds that can't be used here. */
  key: PublicKey | undefined;
}

export const identitiesRequest = (): Buffer => framed(Buffer.from([types.requestIdentities]));

/** Section 3.6, without flags. */
export const signRequest = (blob: Buffer, bytes: Buffer): Buffer =>
  framed(Buffer.concat([Buffer.from([types.signRequest]), sshBlob([blob, bytes]), Buffer.alloc(4)]));

/** The length that a message announces in its first four bytes; undefined while they are not there. */
export const announcedLength = (received: Buffer): number | undefined =>
  received.length < 4 ? undefined : received.readUInt32BE(0);

/** The keys in an answer (section 3.5); undefined when it is anything else, cut short, or has bytes too many. */
export const parseIdentities = (message: Buffer): Identity[] | undefined => {
  if (message[0] !== types.identitiesAnswer || message.length < 5) return undefined;
  const count = message.readUInt32BE(1);
  const fields = splitSshBlob(message.subarray(5));
  if (fields === undefined || fields.length !== 2 * count) return undefined;
  const identities: Identity[] = [];
  for (let index = 0; index < fields.length; index += 2) {
    const [blob = Buffer.alloc(0), comment = Buffer.alloc(0)] = fields.slice(index, index + 2);
    identities.push({ blob, kind: kindOf(blob), comment: comment.toString("utf8"), key: keyOf(blob) });
  }
  return identities;
};

/** What the agent answered to a request to sign: a signature as the port wants it, a refusal, or undefined for anything else. */
export const parseSignature = (message: Buffer, kind: string): Buffer | "refused" | undefined => {
  if (message.length === 1 && message[0] === types.failure) return "refused";
  if (message[0] !== types.signResponse) return undefined;
  const [outer, ...more] = splitSshBlob(message.subarray(1)) ?? [];
  if (outer === undefined || more.length > 0) return undefined;
  const [format, sig, ...rest] = splitSshBlob(outer) ?? [];
  if (format?.toString("latin1") !== kind || sig === undefined || rest.length > 0) return undefined;
  return kind === "ssh-ed25519" ? sig : ecdsaSignature(sig);
};

/** Whether a message says that the agent will not. */
export const isRefusal = (message: Buffer): boolean => message.length === 1 && message[0] === types.failure;

// --- internal ---

const framed = (message: Buffer): Buffer => sshBlob([message]);

const kindOf = (blob: Buffer): string => {
  if (blob.length < 4) return "";
  const length = blob.readUInt32BE(0);
  return length > 64 ? "" : blob.subarray(4, 4 + length).toString("latin1");
};

const keyOf = (blob: Buffer): PublicKey | undefined => {
  try {
    return parsePublicKey(`${kindOf(blob)} ${blob.toString("base64")}`, "ssh-agent");
  } catch {
    return undefined;
  }
};

/** RFC 5656 section 3.1.2: r and s as SSH mpints. */
const ecdsaSignature = (sig: Buffer): Buffer | undefined => {
  const [r, s, ...rest] = splitSshBlob(sig) ?? [];
  if (r === undefined || s === undefined || rest.length > 0) return undefined;
  const [first, second] = [unsignedMpint(r), unsignedMpint(s)];
  return first === undefined || second === undefined ? undefined : derSignature(first, second);
};
